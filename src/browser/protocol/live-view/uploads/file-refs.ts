import type { ChosenFile } from "../../dom/chosen-file.js";

interface FileMarks {
  ref?: string;
  isPreflightRunning?: boolean;
  chosenAt?: number;
}

/** Files are numbered as they are first named to the server, in each document anew. */
export class FileRefs {
  readonly #marks = new WeakMap<ChosenFile, FileMarks>();
  readonly #wallTime: () => number;
  #next = 0;

  constructor(wallTime: () => number) {
    this.#wallTime = wallTime;
  }

  marks(file: ChosenFile): FileMarks {
    let marks = this.#marks.get(file);
    if (!marks) {
      marks = {};
      this.#marks.set(file, marks);
    }
    return marks;
  }

  /** Files that exist only in memory are as old as the choice. */
  lastModified(file: ChosenFile): number {
    const marks = this.marks(file);
    marks.chosenAt ??= file.lastModified ?? this.#wallTime();
    return marks.chosenAt;
  }

  ref(file: ChosenFile): string {
    const marks = this.marks(file);
    marks.ref ??= String(this.#next++);
    return marks.ref;
  }
}
