import type { FindingCode } from '../../record/inspection.ts';

export const CURES: Readonly<Record<FindingCode, string>> = {
  'deleted-later': 'delete it in the RUN that made it, keep it out of the COPY, or build in another stage',
  'overwritten-later': 'write it once: install the version that stays, in one RUN',
  'metadata-copied': 'set owner and mode where the file comes from: COPY --chown --chmod, or in the RUN that made it',
  'replaced-later': 'make only what stays',
  'version-control': 'name it in .dockerignore',
  'package-lists': 'delete them in the RUN that fetched them, or keep them in a cache mount',
  'package-cache': 'keep it in a cache mount (RUN --mount=type=cache), or switch it off',
  compiler: 'build in a stage of its own and copy the result, or start from a slim base',
  'dev-dependency': 'install for production only: npm ci --omit=dev, pip without the development requirements',
  headers: 'install what builds in another stage',
  documentation: 'tell the package manager to leave it out, or copy only what runs',
  locales: 'tell the package manager which languages to keep',
  tests: 'copy only what runs; some package managers have a way to prune',
  bytecode: 'choose one: PYTHONDONTWRITEBYTECODE=1 or pip --no-compile; the first start is slower then',
  data: 'mount it, or fetch it when the program starts',
  'duplicate-content': 'have one of them and link to it, or copy it once',
  'duplicate-package': 'let the versions agree, so that one is installed (npm dedupe, one requirements file)',
};
