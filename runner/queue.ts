/** Hands values from those who make them to one who takes them. */
export type Queue<T> = {
  readonly push: (value: T) => void;
  /** No more values come. */
  readonly end: () => void;
  /** Waits for values, and takes all there are; none once the queue has ended. */
  readonly take: () => Promise<readonly T[]>;
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
    take: async () => {
      if (waiting.length === 0 && !ended)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const ready = waiting;
      waiting = [];
      return ready;
    },
  };
};
