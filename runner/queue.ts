/** Hands values from those who make them to one who iterates over them. */
export type Queue<T> = {
  readonly push: (value: T) => void;
  /** No more values come. */
  readonly end: () => void;
  readonly values: () => AsyncGenerator<T, void>;
};

export const createQueue = <T>(): Queue<T> => {
  let waiting: T[] = [];
  let ended = false;
  let wake = (): void => {};
  return {
    push: (value) => {
      waiting.push(value);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    values: async function* () {
      for (;;) {
        const ready = waiting;
        waiting = [];
        for (const value of ready) yield value;
        if (waiting.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
};
