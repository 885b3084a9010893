import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

const COMMENT_EFFECTS = {
  arguments: 'its words become arguments and the build fails',
  value: 'its words become part of the value',
  'shell-form': 'it turns the exec form into a shell command',
} as const;

export const ruleSentences = {
  'apt-lists-left-behind': () => "apt's package lists stay in the image",
  'cache-mount-defeated': (a) => `a cache is mounted at ${a.target}, but ${a.by} keeps pip from using it`,
  'compiler-in-final-image': (a, w) => `tools only a build needs are in the image that ships: ${w.list(a.tools)}`,
  'toolchain-base-shipped': (a) => `the image that ships rests on ${a.base}, with its whole toolchain`,
  'delete-in-later-layer': (a) => `${a.command} runs in a layer of its own: the bytes stay in the layer below`,
  'full-base-image': (a) => `${a.base} is the full variant; ${a.light} is the same version without build tools`,
  'healthcheck-tool-missing': (a) =>
    `the health check calls ${a.tool}, which ${a.base} does not have: always unhealthy`,
  'healthcheck-without-shell': (a) => `the health check needs a shell, which ${a.base} does not have: always unhealthy`,
  'inline-comment-in-instruction': (a) => `# after ${a.keyword} is no comment: ${COMMENT_EFFECTS[a.effect]}`,
  'nothing-ignored': (a, w) =>
    `${pluralize(a.files, 'file')} that no build step needs ${a.files === 1 ? 'is' : 'are'} sent and copied (${w.list(a.kinds)}); ${
      a.hasIgnoreFile ? 'the ignore file lets them through' : 'there is no .dockerignore'
    }`,
  'package-cache-in-layer': (a) =>
    `the downloads of ${a.manager} stay in the image${a.folder === '' ? '' : ` (${a.folder})`}`,
  'root-user': (a) => (a.explicit ? 'USER root: the program runs as root' : 'no USER: the program runs as root'),
  'sources-before-dependencies': (a) =>
    `all sources enter before the install in line ${a.installLine}: each edit installs ${
      a.packages === 0 ? 'everything' : pluralize(a.packages, 'package')
    } again`,
  'tool-never-used': (a, w) => `installed, and nothing calls it: ${w.list(a.tools)}`,
  'unpinned-floating-tag': (a) => `${a.base} names no version: the same file gives another image tomorrow`,
  'foreign-frontend': (a) =>
    `${a.frontend} reads this file, not Docker's own frontend: the builder fetches and runs it`,
  'remote-source-unverified': (a) =>
    `ADD takes ${a.source} unchecked: whoever answers there decides what is in the image`,
  'source-outside-context': (a) =>
    `${a.source} lies above the context: BuildKit takes ${a.taken} inside it instead, the classic builder refuses`,
  'secret-in-dockerfile': (a) =>
    a.name === ''
      ? 'a secret stands in this command, and in the history of every image it makes'
      : `${a.keyword} ${a.name} stays readable in the image; RUN --mount=type=secret leaves nothing behind`,
  'look-see-help': () => 'plimsoll --help lists the verbs',
} satisfies Partial<Catalogue>;
