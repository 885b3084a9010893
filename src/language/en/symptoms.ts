import type { Catalogue } from '../contract.ts';

export const symptomSentences = {
  'log-python-module-missing': (a) => `Python module ${a.module} is missing`,
  'log-node-module-missing': (a) => `Node module ${a.module} is missing`,
  'log-library-missing': (a) => `${a.library} is missing`,
  'log-loader-missing': (a) => `the program loader ${a.path} is missing`,
  'log-glibc-too-old': (a) => `the base's C library is older than ${a.version}, for which this was compiled`,
  'log-musl-symbol-missing': (a) => `musl has no ${a.symbol}: this was compiled for glibc`,
  'log-wrong-architecture': (a) => `${a.path === '' ? 'the program' : a.path} is for another architecture`,
  'log-ca-missing': () => 'the image has no CA certificate that vouches for the server',
  'log-zone-data-missing': (a) => `no time zone data in the image (${a.zone})`,
  'log-permission-denied': (a) => `the user it runs as may not use ${a.path}`,
  'log-read-only': (a) => `${a.path} is read-only`,
  'log-port-in-use': (a) => `${a.port === '' ? 'the port' : `port ${a.port}`} is taken`,
  'log-port-privileged': (a) => `only root may open ${a.port === '' ? 'a port below 1024' : `port ${a.port}`}`,
  'log-externally-managed': () => "pip refuses to write into the distribution's own Python",
  'log-no-matching-distribution': (a) => `${a.requirement}: no package for this base and interpreter`,
  'log-disk-full': () => 'no space left on the disk',
  'log-shell-missing': (a) => `the image has no ${a.shell}`,
  'log-command-missing': (a) => `the command ${a.command} is not in the image`,
  'log-file-missing': (a) => `${a.path} is not in the image`,
  'log-pg-config-missing': () => 'pg_config is missing, so the PostgreSQL driver cannot be compiled',
  'log-compiler-missing': (a) => `no ${a.command} to compile with`,
  'log-header-missing': (a) => `the C header ${a.header} is missing`,
  'log-no-home': (a) => `its user has no home folder to write to (${a.path})`,
  'log-not-json': (a) => `a value of type ${a.type} cannot be written as JSON`,
  'log-segfault': () => 'it crashed (segmentation fault)',
  'log-illegal-instruction': () => 'this processor lacks an instruction it was compiled for',
  'log-out-of-memory': () => 'it ran out of memory',
  'cure-copy-packages': (a) =>
    `install ${a.module} and copy where it is installed into the final stage: the same minor version of Python, its folder in PYTHONPATH, or the whole virtual environment at its path`,
  'cure-install-library': (a) => `install ${a.apt} (Debian) or ${a.apk} (Alpine)`,
  'cure-find-library': (a) => `install the package that brings ${a.library}`,
  'cure-headless-opencv': (a) =>
    `use opencv-python-headless, which needs no window libraries${
      a.apt === undefined || a.apk === undefined
        ? ''
        : `; without OpenCV install ${a.apt} (Debian) or ${a.apk} (Alpine)`
    }`,
  'cure-static-or-loader': () => 'link it statically, or use a base with the C library it was built for',
  'cure-same-glibc': () => 'build on the same release of the distribution as it runs on',
  'cure-glibc-base': () =>
    'use a glibc base (slim) instead of Alpine, or a build for musl (a musllinux wheel, or compiled there)',
  'cure-build-for-platform': () => 'build for the platform it runs on (--platform)',
  'cure-copy-ca': () =>
    'in the final stage: COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt (or install ca-certificates; a CA of your own is added to it)',
  'cure-copy-zone-data': () => 'copy /usr/share/zoneinfo into the final stage, or install tzdata',
  'cure-own-path': (a) => `give its user ${a.path} (COPY --chown)`,
  'cure-writable-path': (a) => `mount a volume or tmpfs at ${a.path}`,
  'cure-other-port': () => 'let it listen on another port',
  'cure-unprivileged-port': () => 'let it listen on a port above 1023',
  'cure-venv': () => 'install into a virtual environment (python -m venv)',
  'cure-other-base-or-version': (a) => `another base or another version of ${a.requirement}`,
  'cure-free-disk': () => 'free some disk space',
  'cure-exec-form': () =>
    'write CMD, ENTRYPOINT and HEALTHCHECK as JSON arrays, and do what RUN does in an earlier stage; to look inside: the :debug tag of the base, or kubectl debug POD -it --image=busybox --target=CONTAINER',
  'cure-dev-dependencies-to-build': (a) =>
    `install development dependencies in the build stage, which needs ${a.command}`,
  'cure-copy-file': (a) => `copy ${a.path} into the final stage`,
  'cure-pg-packages': () =>
    'use psycopg[binary]; or install libpq-dev and gcc (Alpine: postgresql-dev, gcc, musl-dev) in the build stage and libpq5 (Alpine: libpq) in the final one',
  'cure-build-stage-compiler': (a) => `install ${a.command} in a build stage, not in the final one`,
  'cure-install-headers': (a) => `install the development package with ${a.header} in the build stage`,
  'cure-home': () => 'set HOME to a folder its user may write to',
  'cure-plain-value': (a) => `turn the ${a.type} into a plain number or text before returning it`,
  'cure-more-memory': () => 'give it more memory',
  'cure-node-heap': () =>
    'raise --max-old-space-size (NODE_OPTIONS), below the memory the container may take, or give both more',
  'cure-class-path': (a) =>
    `copy the jar or folder that holds ${a.name}, and name it in -cp, in CLASSPATH or in the manifest's Class-Path`,
  'log-java-main-class-missing': (a) => `no jar or folder on the class path holds ${a.name}`,
  'cure-older-cpu-build': () => 'use a build of the package for older processors',
  'log-symbol-missing': (a) => `the library that brings ${a.symbol} is another build than it was compiled against`,
  'log-built-for-musl': (a) => `this was compiled on Alpine (${a.library}) and runs on a base with glibc`,
  'log-program-not-started': (a) =>
    `${a.path === '' ? 'the program' : a.path} cannot be started: the file, or the program loader that it names, is not in the image`,
  'log-script-interpreter-missing': (a) =>
    `${a.path} cannot be started: the file is missing, or the interpreter that its first line names`,
  'log-carriage-return': (a) => `a script has Windows line ends: a carriage return became part of ${a.path}`,
  'log-interpreter-missing': (a) => `a script is to be run by ${a.interpreter}, which is not in the image`,
  'log-no-shebang': (a) =>
    `the script ${a.path} does not say in its first line what runs it, or that is for another architecture`,
  'log-foreign-binary': (a) => `${a.path} was built for another operating system`,
  'log-python-extension-missing': (a) =>
    `the compiled part ${a.module} is missing: it was installed for another Python or platform`,
  'log-platform-package-missing': (a) =>
    `${a.module} has a compiled part for each platform, and the one for this base is not installed`,
  'log-not-exported': (a) =>
    `${a.module} does not offer ${a.path}: another version of it is installed than the code asks for`,
  'log-node-abi': (a) => `${a.path === '' ? 'a native module' : a.path} was compiled for another version of Node`,
  'log-npm-conflict': () => 'npm finds no set of versions on which all packages agree (ERESOLVE)',
  'log-lock-out-of-date': (a) => `${a.file} does not fit package.json`,
  'log-lock-missing': (a) => `there is no ${a.file} to install from`,
  'log-dev-tool-missing': (a) => `${a.command} is a development dependency, which was not installed`,
  'log-openssl-legacy': () => 'an old webpack asks OpenSSL 3 for a digest that it no longer has',
  'log-go-sum-missing': (a) => `go.sum has no entry for ${a.module === '' ? 'a module' : a.module}`,
  'log-go-mod-missing': () => 'there is no go.mod where go build runs',
  'log-go-module-missing': (a) => `go.mod does not require ${a.module}`,
  'log-go-vendoring': () => 'the folder vendor does not fit go.mod',
  'log-go-too-old': (a) => `go.mod asks for Go ${a.version}, the base has an older one`,
  'log-cgo-off': (a) => `${a.module} needs cgo, and it was compiled with CGO_ENABLED=0`,
  'log-java-too-old': (a) => `it was compiled for Java ${a.needs}, the image has Java ${a.has}`,
  'log-java-module-missing': (a) => `the Java runtime lacks the module ${a.module} (${a.name})`,
  'log-java-no-curves': () =>
    'the TLS handshake failed; a runtime made by jlink without jdk.crypto.ec has no elliptic curves, which most servers want',
  'log-fonts-missing': () => 'there are no fonts in the image, which Java needs to draw text',
  'log-jar-not-runnable': (a) => `${a.path} does not say which class to start`,
  'log-dotnet-framework-missing': (a) => `${`${a.framework} ${a.version}`.trim()} is not in the image`,
  'log-icu-missing': () => '.NET finds no ICU library in the image for languages and formats',
  'log-killed': () => 'it was killed (exit code 137): for want of memory, or because it did not stop in time',
  'log-foreign-tool': (a) => `${a.command} belongs to another distribution than this base`,
  'log-foreign-option': (a) => `the ${a.command} of this base does not know the option ${a.option}`,
  'log-package-not-found': (a) => `the package lists have no ${a.name}`,
  'log-lists-out-of-date': () => 'the package lists in the image are older than the mirror',
  'log-user-unknown': (a) => `${a.user} is not in /etc/passwd or /etc/group of the image`,
  'log-not-executable': (a) => `${a.path} may not be executed`,
  'log-proxy-certificate': () => 'a proxy on the way signs with a certificate that the image does not know',
  'log-rate-limit': () => 'the registry wants no more pulls from this address for now (rate limit)',
  'log-no-network': (a) => `${a.host === '' ? 'a name' : a.host} cannot be looked up: no network, or no DNS`,
  'log-base-not-found': (a) => `there is no image ${a.reference}, or it may not be read`,
  'log-platform-missing': (a) => `the image is not offered for ${a.platform === '' ? 'this platform' : a.platform}`,
  'log-copy-source-missing': (a) => `COPY finds no ${a.path === '' ? 'file' : a.path}`,
  'log-dockerfile-missing': (a) => `there is no ${a.path} to build from`,
  'log-secret-missing': (a) => `the build was not given the secret ${a.name}`,
  'log-buildkit-needed': (a) => `the option --${a.option} needs BuildKit, and the classic builder runs`,
  'cure-crash-on-musl': () =>
    'on Alpine, whose C library is musl, what was compiled for glibc is the first suspect: use a glibc base (slim), or compile it there',
  'cure-build-on-own-base': () => 'build on the same base and release as it runs on',
  'cure-gpu-driver': () => 'the driver brings it: run the container with --gpus all on a machine that has one',
  'cure-same-release': (a) =>
    `it was compiled against another release: build and run on the same one, which brings ${a.library}`,
  'cure-script-interpreter': () =>
    'write it with LF line ends and name an interpreter in its first line that the image has; a virtual environment stays at the path where it was made',
  'cure-line-ends': () => 'save it with LF line ends (*.sh text eol=lf in .gitattributes)',
  'cure-base-with': (a) => `use a base that has ${a.command}, or install it`,
  'cure-same-interpreter-path': (a) =>
    `let ${a.interpreter} be where it was when the script was made: the same base and the same path in both stages`,
  'cure-shebang': (a) => `begin ${a.path} with #!/bin/sh`,
  'cure-install-in-image': () =>
    'install it in the image (npm ci), do not copy node_modules from elsewhere; name node_modules in .dockerignore',
  'cure-install-header-packages': (a) => `install ${a.apt} (Debian) or ${a.apk} (Alpine) in the build stage`,
  'cure-same-python': () =>
    'install it with the same minor version of Python, on the same platform and C library as it runs on',
  'cure-setuptools': (a) => `install setuptools: Python 3.12 no longer brings ${a.module}`,
  'cure-python-home': () => 'copy the whole standard library with the interpreter, or unset PYTHONHOME',
  'cure-build-and-copy': () =>
    'build it (npm run build) and copy it into the final stage; the case of letters counts on Linux',
  'cure-node-modules': (a) => `name ${a.module} under dependencies, and copy node_modules into the final stage`,
  'cure-locked-versions': () => 'install the versions of the lock file (npm ci)',
  'cure-same-node': () => 'install on the same major version of Node as it runs on, or run npm rebuild there',
  'cure-npm-conflict': () =>
    'let the versions in package.json agree and commit the lock file; --legacy-peer-deps only hides it',
  'cure-renew-lock': (a) => `run ${a.command} on your machine and commit the lock file`,
  'cure-copy-lock': (a) => `commit ${a.file} and copy it before installing; .dockerignore must not name it`,
  'cure-openssl-legacy': () => 'use webpack 5 (or NODE_OPTIONS=--openssl-legacy-provider until then)',
  'cure-go-sum': () => 'run go mod tidy, commit go.sum, and copy it with go.mod',
  'cure-go-mod': () => 'copy go.mod, and set WORKDIR to its folder',
  'cure-go-get': (a) => `go get ${a.module}, then commit go.mod and go.sum`,
  'cure-go-vendor': () => 'run go mod vendor and commit what changed',
  'cure-newer-go': (a) => `build on golang:${a.version} or newer`,
  'cure-cgo': () => 'build with CGO_ENABLED=1 on the C library it runs on, or use a driver in pure Go',
  'cure-jlink-module': (a) =>
    `add ${a.module} to --add-modules of jlink (jdeps --print-module-deps names what is needed)`,
  'cure-java-trust': () => 'copy lib/security/cacerts of a JDK; a CA of your own: keytool -importcert',
  'cure-java-version': (a) => `run on a Java ${a.version} runtime, or compile with --release for the older one`,
  'cure-fonts': () => 'install fontconfig and a font: fonts-dejavu-core (Debian), font-dejavu (Alpine)',
  'cure-runnable-jar': () =>
    'copy the jar that the build makes runnable (Spring Boot: not the one named -plain), or name the class: java -cp APP.jar CLASS',
  'cure-dotnet-base': () =>
    'use the base that has it: dotnet/aspnet for Microsoft.AspNetCore.App, dotnet/runtime else, of the same version; or publish with --self-contained',
  'cure-dotnet-publish': () => 'start the published .dll; the SDK is for the build stage (check its name and WORKDIR)',
  'cure-icu': () =>
    'install libicu (Debian: libicu72 and the like, Alpine: icu-libs icu-data-full) with DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0; without other languages set it to 1',
  'cure-own-tool': (a) => `here it is ${a.instead}`,
  'cure-install-tool': (a) => `install ${a.apt} (Debian) or ${a.apk} (Alpine) in the stage that uses it`,
  'cure-copy-command': (a) =>
    `copy ${a.command} into the final stage with what it needs, or call it by its path (PATH may lack its folder)`,
  'cure-bash': () =>
    'write it for sh, or install bash (Alpine has none); start programs with a JSON array where there is no shell at all',
  'cure-apt-update': () => 'run apt-get update in the same RUN as apt-get install',
  'cure-package-name': (a) =>
    `look for its name in this release: ${a.name} may be called otherwise, or be in another repository`,
  'cure-package-version': (a) =>
    `mirrors keep only the latest version: loosen the pin of ${a.name}, or pin the base with it`,
  'cure-numeric-user': (a) =>
    `name it by number (USER 65532:65532), create ${a.user} in the final stage, or copy /etc/passwd`,
  'cure-executable': (a) => `COPY --chmod=755, or chmod +x ${a.path} before it is copied`,
  'cure-add-ca': () =>
    "add the proxy's CA: COPY ca.crt /usr/local/share/ca-certificates/ and RUN update-ca-certificates; NODE_EXTRA_CA_CERTS for Node, PIP_CERT for pip",
  'cure-java-zone': () => 'check the name; Java brings its own data, which tzupdater renews',
  'cure-network': () =>
    'check DNS and proxy of the engine (build arguments HTTP_PROXY, HTTPS_PROXY); among services, that both are on one network',
  'cure-rate-limit': () => 'docker login, wait, or pull through a mirror',
  'cure-platform': () => 'build or pull for a platform that it is offered for (--platform), or take another tag',
  'cure-base-name': (a) => `check name and tag of ${a.reference}; docker login where it is private`,
  'cure-copy-source': () =>
    "paths are those of the build context: check .dockerignore, the folder that is built, and with --from the stage's own path",
  'cure-name-dockerfile': () => 'name it: docker build -f PATH FOLDER',
  'cure-give-secret': (a) => `docker build --secret id=${a.name},src=FILE`,
  'cure-buildkit': () => 'build with docker buildx build, or DOCKER_BUILDKIT=1',
  'cure-inspect': () =>
    'plimsoll inspect IMAGE names the bytes that are there for nothing and the line that made them; build in one stage and copy only what runs into the next',
  'size-does-not-shrink': () =>
    'what a later layer deletes stays in the layer below, and tools for building stay in the image',
} satisfies Partial<Catalogue>;
