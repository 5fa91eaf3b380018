"""What became of some rows of an import: how many went in, and remarks on those that did not or look wrong."""

from dataclasses import dataclass, field

from annotation.formats.reading import Refusal, shown
from annotation.models import ImportRemark, ImportRun, Severity


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on one row; line 0 speaks of the whole file."""

    severity: str
    line: int
    what: str
    why: str


@dataclass(slots=True)
class Outcome:
    """Counts of rows, the remarks on them, and the rows that were left out."""

    added: int = 0
    unchanged: int = 0
    remarks: list[Remark] = field(default_factory=list)
    left_out: list = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows did not go in."""
        return len(self.left_out)

    def refuse(self, row, why: str) -> None:
        """Leave a row (anything with `line` and `what`) out."""
        self.left_out.append(row)
        self.remarks.append(Remark(Severity.REFUSED, row.line, row.what, why))

    def warn(self, row, why: str) -> None:
        """Point at a row that went in."""
        self.remarks.append(Remark(Severity.WARNING, row.line, row.what, why))

    def take_refusals(self, records: list) -> list:
        """The rows among the records, the refusals among them noted."""
        refusals = [record for record in records if isinstance(record, Refusal)]
        for refusal in refusals:
            self.refuse(refusal, refusal.why)
        return [record for record in records if not isinstance(record, Refusal)]

    def merge(self, other: "Outcome") -> None:
        """Add another outcome to this one."""
        self.added += other.added
        self.unchanged += other.unchanged
        self.remarks += other.remarks
        self.left_out += other.left_out


def write_remarks(run: ImportRun, file: str, remarks: list[Remark]) -> None:
    """Keep the remarks, in the caller's transaction."""
    remarks = sorted(remarks, key=lambda remark: remark.line)
    ImportRemark.objects.bulk_create(
        ImportRemark(
            run=run,
            severity=remark.severity,
            file=shown(file),
            line=remark.line,
            what=shown(remark.what),
            why=remark.why,
        )
        for remark in remarks
    )
