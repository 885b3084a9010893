import { isOfSystem, type PackageRecord } from '../../image/packages/contract.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { LiveCause } from '../../record/inspection.ts';
import { sourceOf } from '../packages/owners-by-path.ts';

/** As far as a cause needs it. */
type Owner = Pick<PackageRecord, 'kind' | 'name'> & { readonly isDev: boolean };

export interface LiveFile {
  readonly path: ByteText;
  readonly bytes: number;
  /** The package it belongs to. */
  readonly owner?: Owner | undefined;
  /** Whether a path leads to anything. */
  readonly isThere: (path: ByteText) => boolean;
}

/** Files below this are no data anyone would mount instead. */
const LEAST_DATA_BYTES = 10_000_000;

/** Of managers whose folder may lie in any home. */
const CACHES_OF_HOMES =
  /(?:^|\/)(?:\.cache\/(?:pip|pipenv|pdm|uv|pypoetry|conda|yarn|pnpm|node-gyp|composer|go-build|bazel|ccache|sccache|pre-commit)|\.npm\/_cacache|\.bundle\/cache|\.m2\/repository|\.gradle\/caches|\.cargo\/registry|\.nuget|\.local\/share\/(?:virtualenv|pnpm\/store)|go\/pkg\/mod\/cache)\//;
const CACHES =
  /^(?:var\/cache\/(?:apt|apk|dnf|yum|debconf|ldconfig|man)\/|etc\/apk\/cache\/|(?:root|home\/[^/]+)\/\.cache\/|usr\/local\/share\/\.cache\/|usr\/local\/cargo\/registry\/|tmp\/|var\/tmp\/)/;
/** Models that programs keep among caches and fetch again, or fail, where they are gone. What Hugging Face calls xet is a cache of parts. */
const MODELS =
  /(?:^|\/)\.cache\/(?:huggingface(?!\/xet\/)|torch|whisper|clip|open_clip|kagglehub|modelscope|gpt4all|lm-studio|llama\.cpp|chroma|datalab|doctr|descript|suno|paddle|instructlab|fairseq2?)\/|^tmp\/(?:fastembed_cache|tfhub_modules)\//;
/** Browsers, environments and libraries that programs run from there. */
const PROGRAMS =
  /(?:^|\/)\.cache\/(?:ms-playwright(?:-go)?|puppeteer|selenium|Cypress|rod|camoufox|pypoetry\/virtualenvs|node\/corepack|deno|coursier)\//;
const DATA =
  /\.(?:pt|pth|onnx|safetensors|gguf|ggml|h5|hdf5|keras|tflite|ckpt|caffemodel|joblib|npy|npz|parquet|feather|arrow|csv|tsv|jsonl|sqlite3?|mp4|avi|mov|wav|flac|tar|tgz|tar\.gz|zip|7z|iso|sql|dump)$/i;
/** A name that only begins so is another's: podman's settings are called golang-github-containers-common, gdbm is a library. */
const COMPILER_PACKAGES =
  /^(?!gcc-.*-base$)(?:build-essential|build-base|(?:gcc(?:-c\+\+)?|g\+\+|cpp|gfortran|clang|llvm|gnat|gdc)(?:-\d.*)?|binutils(?:-.*)?|make|cmake(?:-.*)?|ninja-build|autoconf|automake|libtool|pkg-config|pkgconf|bison|flex|rustc|cargo|golang(?:-\d.*|-go|-src|-bin|-any)?|openjdk-\d+-jdk(?:-.*)?|dpkg-dev|fakeroot|patch|libgcc-\d+-dev|libstdc\+\+-\d+-dev|gdb(?:-.*|server)?|strace|valgrind)$/;
const DEV_TOOLS: ReadonlySet<string> = new Set([
  'black',
  'coverage',
  'flake8',
  'ipykernel',
  'ipython',
  'isort',
  'jupyter',
  'jupyterlab',
  'mypy',
  'notebook',
  'pre-commit',
  'pylint',
  'pytest',
  'pytest-cov',
  'ruff',
  'sphinx',
  'tox',
  '@types/node',
  'eslint',
  'jest',
  'mocha',
  'nodemon',
  'prettier',
  'ts-node',
  'typescript',
  'vitest',
  'webpack',
]);

type Test = (path: ByteText, isThere: LiveFile['isThere']) => boolean;

const matches = (pattern: RegExp): Test => {
  return (path) => pattern.test(path);
};

const BY_PATH: readonly (readonly [LiveCause, Test])[] = [
  ['version-control', matches(/(?:^|\/)\.(?:git|hg|svn|bzr)\//)],
  ['package-lists', matches(/^var\/(?:lib\/apt\/lists|cache\/apt\/[^/]*\.bin$|lib\/dnf)/)],
  ['package-cache', isCache],
  // Also of a compiler's package: some hold nothing else.
  ['documentation', matches(/^usr\/(?:local\/)?share\/(?:doc|man|info|gtk-doc|help|doc-base|lintian)\//)],
];

const BY_FORM: readonly (readonly [LiveCause, Test])[] = [
  ['headers', matches(/^usr\/(?:local\/)?include\/|\.(?:a|la|hpp|hxx|h|pc)$|\/site-packages\/[^/]+\/include\//)],
  ['documentation', matches(/\.(?:md|rst)$/i)],
  ['locales', matches(/^usr\/(?:local\/)?share\/(?:locale|i18n)\/|\/locale\/[^/]+\/LC_MESSAGES\//)],
  ['tests', isOfTests],
  ['bytecode', isBesideSource],
];

/** @returns undefined of what looks needed */
export function causeOf({ path, bytes, owner, isThere }: LiveFile): LiveCause | undefined {
  const placed = BY_PATH.find(([, isOf]) => isOf(path, isThere));
  if (placed !== undefined) return placed[0];
  if (owner !== undefined && isOfSystem(owner) && COMPILER_PACKAGES.test(owner.name)) return 'compiler';
  if (owner !== undefined && isDevPackage(owner)) return 'dev-dependency';
  const formed = BY_FORM.find(([, isOf]) => isOf(path, isThere));
  if (formed !== undefined) return formed[0];
  return bytes >= LEAST_DATA_BYTES && (DATA.test(path) || MODELS.test(path)) ? 'data' : undefined;
}

function isCache(path: ByteText): boolean {
  return (CACHES.test(path) || CACHES_OF_HOMES.test(path)) && !MODELS.test(path) && !PROGRAMS.test(path);
}

const OF_LIBRARIES = ['/site-packages/', '/node_modules/'];
const OF_TESTS = ['/test/', '/tests/', '/__tests__/'];

/** One pattern for both would look for the second behind each of the first. */
function isOfTests(path: ByteText): boolean {
  return OF_LIBRARIES.some((folder) => {
    const start = path.indexOf(folder);
    return start >= 0 && OF_TESTS.some((tests) => path.lastIndexOf(tests) >= start + folder.length);
  });
}

/** Without its source it is the program. */
function isBesideSource(path: ByteText, isThere: LiveFile['isThere']): boolean {
  const source = sourceOf(path);
  return source !== undefined && isThere(source);
}

function isDevPackage(owner: Owner): boolean {
  if (owner.isDev) return true;
  return isOfSystem(owner) ? /-dev(?:el)?$/.test(owner.name) : DEV_TOOLS.has(owner.name.toLowerCase());
}
