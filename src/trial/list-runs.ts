import type { FilesPort, HostPath } from '../project/contract.ts';

/** Ids of all runs a folder knows, finished or killed; none where nothing was ever run. */
export async function listRuns(files: FilesPort, dir: HostPath): Promise<readonly string[]> {
  const root = `${dir}/.plimsoll/runs`;
  if ((await files.stat(root))?.type !== 'dir') return [];
  const names = (await files.readDirectory(root)).filter((e) => e.type === 'dir').map((e) => e.name);
  return names.filter((name) => /^[0-9a-f]{12}$/.test(name));
}
