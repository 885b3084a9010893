/** Packages that only a build needs. Debian names; dated 2026-11-21, from Debian's own package descriptions. */
const BUILD_ONLY: ReadonlySet<string> = new Set(
  (
    'autoconf automake binutils bison build-essential cargo ccache clang cmake cpp flex g++ gcc gfortran git golang ' +
    'golang-go libtool linux-headers-amd64 lld llvm make meson nasm ninja-build patch pkg-config pkgconf python3-dev ' +
    'python3-pip python3-setuptools python3-wheel rustc swig yasm'
  ).split(' '),
);

/** Header packages whose shared library the program still needs at run time: Debian 12 names. */
const RUNTIME_OF: Readonly<Record<string, readonly string[]>> = {
  'default-libmysqlclient-dev': ['libmariadb3'],
  'libcairo2-dev': ['libcairo2'],
  'libcurl4-openssl-dev': ['libcurl4'],
  'libffi-dev': ['libffi8'],
  'libfreetype6-dev': ['libfreetype6'],
  'libgdal-dev': ['libgdal32'],
  'libgeos-dev': ['libgeos-c1v5'],
  'libjpeg-dev': ['libjpeg62-turbo'],
  'libjpeg62-turbo-dev': ['libjpeg62-turbo'],
  'libldap2-dev': ['libldap-2.5-0'],
  'libmagic-dev': ['libmagic1'],
  'libmariadb-dev': ['libmariadb3'],
  'libopenblas-dev': ['libopenblas0'],
  'libpq-dev': ['libpq5'],
  'libsndfile1-dev': ['libsndfile1'],
  'libsqlite3-dev': ['libsqlite3-0'],
  'libssl-dev': ['libssl3'],
  'libwebp-dev': ['libwebp7'],
  'libxml2-dev': ['libxml2'],
  'libxslt-dev': ['libxslt1.1'],
  'libxslt1-dev': ['libxslt1.1'],
  'libyaml-dev': ['libyaml-0-2'],
  'zlib1g-dev': ['zlib1g'],
};

/**
 * What of these packages the running program may still need: tools stay, compilers go, header packages become their library.
 * An unknown `…-dev` package gives nothing: the closure of the built image names the library if it is missed.
 */
export function runtimePackagesOf(packages: readonly string[]): readonly string[] {
  const kept = packages.flatMap((p) => {
    if (BUILD_ONLY.has(p) || /^(gcc|g\+\+|clang|llvm|gfortran)-\d+$/.test(p)) return [];
    return p.endsWith('-dev') ? (RUNTIME_OF[p] ?? []) : [p];
  });
  return [...new Set(kept)];
}
