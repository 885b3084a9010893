import { expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { makeTar, memoryBlobs, NO_INFLATER } from '../random-image.ts';
import { openDockerArchive } from './open-docker-archive.ts';
import { openTarMembers } from './open-tar-members.ts';

test('a name of megabytes that a manifest asks for is not there, at once', async () => {
  const manifest = JSON.stringify([{ Config: 'a/'.repeat(1_000_000), RepoTags: [], Layers: [] }]);
  const tar = makeTar([
    { name: 'manifest.json', content: manifest },
    { name: 'a', type: 'symlink', link: 'b' },
  ]);
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', tar]])), 'x.tar');
  const started = cpuMs();
  await expect(openDockerArchive(members, {}, NO_INFLATER)).rejects.toMatchObject({ code: 'blob-missing' });
  expect(cpuMs() - started).toBeLessThan(2000);
});
