import { bytesToText } from '../../model/bytes.ts';
import type { Collector } from '../contract.ts';
import { JAVA_LIMITS, type JarFacts, openJavaWork, readJar } from '../java/read-jar.ts';
import { Unread } from '../packages/unread.ts';
import { markKnown } from './mark-known.ts';

/** A Java runtime by the file `release` at its top. */
export interface JavaRelease {
  readonly is: 'release';
  /** 17; undefined where it does not say. */
  readonly version: number | undefined;
  readonly modules: readonly string[] | undefined;
}

/** What is known of a layer's jars and Java runtimes, by the offset of their content. */
export type JavaFiles = Readonly<Record<number, JarFacts | JavaRelease>>;

const RELEASE_BYTES = 64 << 10;

/** Jars larger than the limit are left out. Cost: a jar's directory and the classes of the program it starts. Memory: one jar. */
export const javaCollector: Collector<JavaFiles> = markKnown({
  name: 'java/1',
  start() {
    const files: Record<number, JarFacts | JavaRelease> = {};
    const work = openJavaWork();
    return {
      open({ path, bytes, offset }) {
        const isRelease = /(?:^|\/)release$/.test(path) && bytes <= RELEASE_BYTES;
        const isJar = /\.(?:jar|war)$/.test(path) && bytes <= JAVA_LIMITS.jarBytes && bytes > 0;
        if ((!isRelease && !isJar) || work.texts < 0 || work.members < 0) return undefined;
        const content = Buffer.allocUnsafeSlow(bytes);
        let length = 0;
        return {
          write(chunk) {
            content.set(chunk, length);
            length += chunk.length;
          },
          end() {
            const file = isJar ? tryReadJar(content, work) : readRelease(bytesToText(content));
            if (file !== undefined) files[offset] = file;
          },
        };
      },
      result: () => files,
    };
  },
});

function tryReadJar(content: Buffer, work: ReturnType<typeof openJavaWork>): JarFacts | undefined {
  try {
    return readJar(content, work);
  } catch (error) {
    // Damaged within, whatever its reader makes of that: nothing is known of it.
    if (error instanceof Unread || error instanceof RangeError) return undefined;
    throw error;
  }
}

function readRelease(text: string): JavaRelease | undefined {
  const version = /^JAVA_VERSION="(?:1\.)?(\d{1,4})/m.exec(text)?.[1];
  const modules = /^MODULES="([^"\n]*)"/m.exec(text)?.[1];
  if (version === undefined && modules === undefined) return undefined;
  return {
    is: 'release',
    version: version === undefined ? undefined : Number(version),
    modules: modules?.split(' ').filter((name) => name !== ''),
  };
}
