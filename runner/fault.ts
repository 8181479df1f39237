/** What went wrong in the runner itself; `undefined` if nothing did. */
export const faultOf = async (action: () => Promise<void>): Promise<string | undefined> => {
  try {
    await action();
    return undefined;
  } catch (error) {
    return `the runner itself failed: ${error instanceof Error ? error.message : String(error)}`;
  }
};
