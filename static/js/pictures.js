// The page of a picture: the people who are marked in it, and drawing a box around another one.

import { Viewer } from "./review/controls.js";
import { Layer, Pointing } from "./review/evidence.js";

const SIDES = ["x", "y", "width", "height"];
const root = document.getElementById("picture");

function start() {
  const viewer = new Viewer(root.querySelector("[data-part=viewer]"));
  const layer = new Layer(viewer);
  const marks = JSON.parse(document.getElementById("picture-marks").textContent);
  const { width, height } = viewer.picture;
  const picture = { width: Number(viewer.picture.getAttribute("width")) || width, height: Number(viewer.picture.getAttribute("height")) || height };
  const show = (more = []) => layer.show(picture, [...marks, ...more]);
  root.addEventListener("click", (event) => viewer.do(event.target.closest("[data-act]")?.dataset.act));
  show();
  wire(layer, show, picture);
  root.dataset.ready = "true";
}

/** The button that asks for a box, where the person may mark people. */
function wire(layer, show, picture) {
  const form = document.getElementById("person-form");
  if (!form) return;
  const pointing = new Pointing(layer, root.querySelector("[data-part=pointing]"));
  const fields = SIDES.map((side) => form.elements[side]);
  const drawn = () => fields.map((field) => Number(field.value) / 100);
  const mark = (place) => ({ place, kind: "person asking", name: form.elements.name.value });
  const showDrawn = () => show(fields.every((field) => field.value) ? [mark(drawn())] : []);
  form.querySelector("[data-draw]").addEventListener("click", () => {
    layer.picture = picture;
    root.scrollIntoView({ block: "nearest" });
    pointing.ask({
      place: fields.every((field) => field.value) ? drawn() : null,
      marks: (place) => [...JSON.parse(document.getElementById("picture-marks").textContent), mark(place)],
      told: (place) => fields.forEach((field, index) => (field.value = place ? Math.round(place[index] * 1e4) / 100 : "")),
      left: () => {
        showDrawn();
        form.elements.name.focus({ preventScroll: true });
      },
    });
  });
  for (const field of fields) field.addEventListener("input", showDrawn);
  showDrawn();
}

if (root) start();
