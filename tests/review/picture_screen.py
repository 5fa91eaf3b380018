"""A picture with several questions, and the requests that its screen makes."""

import uuid

from tests.factories import make_draft, make_image, make_sample

SHARED = "A child in her arms."
SAD, PROUD = ("Tears on her cheeks.", SHARED), (SHARED, "An upright stance.")


def make_picture(benchmark, name="mother"):
    """A picture with two drafted questions that share a trigger: the picture, and its samples."""
    image = make_image(benchmark, f"EmoSet-118k/image/sadness/{name}.jpg")
    why_sad = make_sample(benchmark, image, question="Why is she sad?", emotion="sad", split="complex")
    why_proud = make_sample(benchmark, image, question="Why is she proud?", emotion="happy", split="complex")
    make_draft(why_sad, texts=SAD)
    make_draft(why_proud, texts=PROUD)
    return image, why_sad, why_proud


class PictureScreen:
    """Speaks as the screen of a whole picture does."""

    def __init__(self, client, image):
        self.client = client
        self.root = f"/b/{image.benchmark.slug}/pictures/{image.pk}/"

    def take(self):
        """What the page brings: a sheet of each question."""
        return self.client.get(self.root + "review/").context["sheet"]

    def save(self, sheet, working, **headers):
        headers = {"If-Match": f'"{sheet["version"]}"'} | headers
        body = {"working": working, "seconds": 20}
        return self.client.put(self.root + "working/", body, content_type="application/json", headers=headers)

    def submit(self, sheet, works, **body):
        """Submit a work for each question, in their order; what is not said is accepted."""
        reviews = [one["id"] for one in sheet["perspectives"]]
        working = {"reviews": {str(review): work for review, work in zip(reviews, works, strict=True)}}
        facts = {"client_id": str(uuid.uuid4()), "version": sheet["version"], "accept_rest": True, "seconds": 20}
        facts |= {"working": working} | body
        return self.client.post(self.root + "submit/", facts, content_type="application/json")

    def skip(self, sheet, reason="unsure", **body):
        """Pass every question on."""
        facts = {"reviews": [one["id"] for one in sheet["perspectives"]], "reason": reason} | body
        return self.client.post(self.root + "skip/", facts, content_type="application/json")

    def setting(self):
        """What the page tells its scripts."""
        return self.client.get(self.root + "review/").context["setting"]

    def undo(self, *endings):
        """Take back how a picture was ended."""
        address = self.root.rsplit("/", 2)[0] + "/undo/"
        return self.client.post(address, {"ending": list(endings)}, content_type="application/json")


def trigger_of(sheet, question: int, text: str) -> int:
    """The id of a drafted trigger of the nth question."""
    return next(one["id"] for one in sheet["perspectives"][question]["triggers"] if one["text"] == text)
