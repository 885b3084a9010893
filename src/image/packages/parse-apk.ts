import type { PackageRecord } from './contract.ts';
import { linesOf } from './lines-of.ts';
import type { TextRoom } from './open-text-room.ts';

/** Packages of apk's `installed` file: one-letter fields, `F:` a folder and `R:` a file in it. @see apk-installed(5) */
export function parseApkInstalled(text: string, room: TextRoom): PackageRecord[] {
  const records: PackageRecord[] = [];
  let open = openBlock(room);
  for (const line of linesOf(text)) {
    if (line !== '') open.add(line);
    else {
      records.push(...open.finish());
      open = openBlock(room);
    }
  }
  return [...records, ...open.finish()];
}

/** One package's lines; of a field that stands there twice the first counts. */
function openBlock(room: TextRoom) {
  const fields = new Map<string, string>();
  const files: string[] = [];
  let folder = '';
  return {
    add(line: string): void {
      if (line[1] !== ':') return;
      const [letter = '', value] = [line[0], line.slice(2)];
      if (letter === 'F') folder = value === '' ? '' : `${value}/`;
      else if (letter === 'R') {
        const path = room.path(folder, value);
        if (path !== undefined) files.push(path);
      } else if (!fields.has(letter)) fields.set(letter, value);
    },
    finish(): readonly PackageRecord[] {
      const [name, version, origin] = [fields.get('P'), fields.get('V'), fields.get('o')];
      if (name === undefined || version === undefined) return [];
      const said = Number(fields.get('I') ?? Number.NaN);
      const record = room.record({
        kind: 'apk',
        name,
        version,
        architecture: fields.get('A'),
        ...(origin !== undefined && origin !== name && { source: origin }),
        ...(Number.isSafeInteger(said) && { saidBytes: said }),
        files,
      });
      return [record];
    },
  };
}
