// Where in the picture the trigger at hand is seen, and who is marked in it. Fetched when it is first needed.

import { Layer, Pointing } from "./evidence.js";
import { serving } from "./matrix_sheet.js";

class MatrixPointing {
  constructor(matrix) {
    this.matrix = matrix;
    this.layer = new Layer(matrix.viewer);
    this.pointing = new Pointing(this.layer, matrix.part("pointing"));
  }

  /** The people, and what the trigger at hand points at. */
  show() {
    if (this.pointing.asking || !this.matrix.sheet) return;
    const place = this.matrix.line && placeOf(this.matrix.line);
    this.layer.show(this.matrix.sheet.picture, [...this.matrix.marks, ...(place ? [{ place }] : [])]);
  }

  point(line) {
    const { matrix } = this;
    if (!serving(line).length) return;
    this.layer.picture = matrix.sheet.picture;
    this.pointing.ask({
      place: placeOf(line),
      marks: (place) => [...matrix.marks, { place, kind: "evidence asking" }],
      told: (place) => this.change(line, place, Boolean(place)),
      unseen: () => {
        this.change(line, null, false, { unseen: true });
        this.pointing.leave();
      },
      left: () => matrix.focus(),
    });
  }

  /** One place for every question that the trigger serves. */
  change(line, place, isSeen, { unseen = false } = {}) {
    for (const row of serving(line)) {
      const explicit = isSeen ? true : unseen ? false : (row.trigger?.explicit ?? null);
      Object.assign(row, { evidence: place, explicit });
    }
    this.matrix.changed();
  }
}

const placeOf = (line) => serving(line).find((row) => row.evidence)?.evidence ?? null;

/** The one of this matrix, made when it is first asked for. */
export function pointingOf(matrix) {
  matrix.pointing ??= new MatrixPointing(matrix);
  return matrix.pointing;
}
