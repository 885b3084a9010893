/** What is opened on the way to something is given back where the rest of the way fails. */
export async function closeOnFailure<T>(opened: { close(): Promise<void> }, rest: () => Promise<T>): Promise<T> {
  try {
    return await rest();
  } catch (error) {
    await opened.close();
    throw error;
  }
}
