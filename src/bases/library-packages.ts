import { type Message, message } from '../model/message.ts';

type Packages = readonly [apt: string, apk: string];

/** Shared libraries people miss on small bases: by soname, what brings them on Debian and on Alpine. */
const LIBRARY_PACKAGES: Readonly<Record<string, Packages>> = {
  'libgomp.so.1': ['libgomp1', 'libgomp'],
  'libpq.so.5': ['libpq5', 'libpq'],
  'libglib-2.0.so.0': ['libglib2.0-0', 'glib'],
  'libgthread-2.0.so.0': ['libglib2.0-0', 'glib'],
  'libgobject-2.0.so.0': ['libglib2.0-0', 'glib'],
  'libstdc++.so.6': ['libstdc++6', 'libstdc++'],
  'libgcc_s.so.1': ['libgcc-s1', 'libgcc'],
  'libatomic.so.1': ['libatomic1', 'libatomic'],
  'libz.so.1': ['zlib1g', 'zlib'],
  'libssl.so.3': ['libssl3', 'libssl3'],
  'libcrypto.so.3': ['libssl3', 'libcrypto3'],
  'libffi.so.8': ['libffi8', 'libffi'],
  'libxml2.so.2': ['libxml2', 'libxml2'],
  'libxslt.so.1': ['libxslt1.1', 'libxslt'],
  'libmagic.so.1': ['libmagic1', 'libmagic'],
  'libsqlite3.so.0': ['libsqlite3-0', 'sqlite-libs'],
  'libmariadb.so.3': ['libmariadb3', 'mariadb-connector-c'],
  'libopenblas.so.0': ['libopenblas0', 'openblas'],
  'libgfortran.so.5': ['libgfortran5', 'libgfortran'],
  'libvips.so.42': ['libvips42', 'vips'],
  'libcurl.so.4': ['libcurl4', 'libcurl'],
  'libexpat.so.1': ['libexpat1', 'expat'],
  'libbz2.so.1.0': ['libbz2-1.0', 'libbz2'],
  'liblzma.so.5': ['liblzma5', 'xz-libs'],
  'libreadline.so.8': ['libreadline8', 'readline'],
  'libyaml-0.so.2': ['libyaml-0-2', 'yaml'],
  'libcairo.so.2': ['libcairo2', 'cairo'],
  'libpango-1.0.so.0': ['libpango-1.0-0', 'pango'],
  'libfreetype.so.6': ['libfreetype6', 'freetype'],
  'libfontconfig.so.1': ['libfontconfig1', 'fontconfig'],
  'libpng16.so.16': ['libpng16-16', 'libpng'],
  'libjpeg.so.62': ['libjpeg62-turbo', 'libjpeg-turbo'],
  'libsndfile.so.1': ['libsndfile1', 'libsndfile'],
  'libgssapi_krb5.so.2': ['libgssapi-krb5-2', 'krb5-libs'],
  'libnss3.so': ['libnss3', 'nss'],
  'libatk-1.0.so.0': ['libatk1.0-0', 'at-spi2-core'],
  'libgbm.so.1': ['libgbm1', 'mesa-gbm'],
  'libasound.so.2': ['libasound2', 'alsa-lib'],
  'libgdal.so': ['libgdal-dev', 'gdal'],
  'libodbc.so.2': ['libodbc2', 'unixodbc'],
};

/** OpenCV's window parts pull these in; a server needs none of them. */
const WINDOW_PACKAGES: Readonly<Record<string, Packages>> = {
  'libGL.so.1': ['libgl1', 'mesa-gl'],
  'libSM.so.6': ['libsm6', 'libsm'],
  'libICE.so.6': ['libice6', 'libice'],
  'libXext.so.6': ['libxext6', 'libxext'],
  'libXrender.so.1': ['libxrender1', 'libxrender'],
  'libX11.so.6': ['libx11-6', 'libx11'],
  'libEGL.so.1': ['libegl1', 'mesa-egl'],
};

const TABLES = { ...LIBRARY_PACKAGES, ...WINDOW_PACKAGES };

/** The same library under another number: it was compiled on another release. */
const STEMS = new Set(Object.keys(LIBRARY_PACKAGES).map((library) => library.replace(/\.so.*$/, '')));

/** What brings a shared library that is missing. */
export function cureMissingLibrary(library: string): Message {
  const known = Object.hasOwn(TABLES, library) ? TABLES[library] : undefined;
  if (known === undefined) {
    const isOther = STEMS.has(library.replace(/\.so.*$/, ''));
    return message(isOther ? 'cure-same-release' : 'cure-find-library', { library });
  }
  const args = { library, apt: known[0], apk: known[1] };
  return message(Object.hasOwn(WINDOW_PACKAGES, library) ? 'cure-headless-opencv' : 'cure-install-library', args);
}
