import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const symptomSentences = {
  'log-python-module-missing': (a) => `Python 모듈 ${josa(a.module, '이/가')} 없습니다`,
  'log-node-module-missing': (a) => `Node 모듈 ${josa(a.module, '이/가')} 없습니다`,
  'log-library-missing': (a) => `${josa(a.library, '이/가')} 없습니다`,
  'log-loader-missing': (a) => `프로그램 로더 ${josa(a.path, '이/가')} 없습니다`,
  'log-glibc-too-old': (a) => `베이스 이미지의 C 라이브러리가 컴파일에 쓰인 ${a.version}보다 오래되었습니다`,
  'log-musl-symbol-missing': (a) => `musl에 ${josa(a.symbol, '이/가')} 없습니다. glibc용으로 컴파일되었습니다`,
  'log-wrong-architecture': (a) => `${a.path === '' ? '프로그램이' : josa(a.path, '이/가')} 다른 아키텍처용입니다`,
  'log-ca-missing': () => '서버를 보증하는 CA 인증서가 이미지에 없습니다',
  'log-zone-data-missing': (a) => `이미지에 시간대 데이터가 없습니다 (${a.zone})`,
  'log-permission-denied': (a) => `실행 사용자에게 ${a.path} 권한이 없습니다`,
  'log-read-only': (a) => `${josa(a.path, '은/는')} 읽기 전용입니다`,
  'log-port-in-use': (a) => `포트${a.port === '' ? '가' : ` ${josa(a.port, '이/가')}`} 이미 사용 중입니다`,
  'log-port-privileged': (a) =>
    `${a.port === '' ? '1024보다 작은 포트는' : `포트 ${josa(a.port, '은/는')}`} root만 열 수 있습니다`,
  'log-externally-managed': () => '배포판이 관리하는 Python이라 pip이 설치를 거부했습니다',
  'log-no-matching-distribution': (a) => `${a.requirement}: 이 베이스와 인터프리터에 맞는 패키지가 없습니다`,
  'log-disk-full': () => '디스크에 남은 공간이 없습니다',
  'log-shell-missing': (a) => `이미지에 ${josa(a.shell, '이/가')} 없습니다`,
  'log-command-missing': (a) => `이미지에 명령 ${josa(a.command, '이/가')} 없습니다`,
  'log-file-missing': (a) => `이미지에 ${josa(a.path, '이/가')} 없습니다`,
  'log-pg-config-missing': () => 'pg_config가 없어 PostgreSQL 드라이버를 컴파일할 수 없습니다',
  'log-compiler-missing': (a) => `컴파일에 쓸 ${josa(a.command, '이/가')} 없습니다`,
  'log-header-missing': (a) => `C 헤더 ${josa(a.header, '이/가')} 없습니다`,
  'log-no-home': (a) => `실행 사용자에게 쓸 수 있는 홈 디렉터리가 없습니다 (${a.path})`,
  'log-not-json': (a) => `${a.type} 타입의 값은 JSON으로 쓸 수 없습니다`,
  'log-segfault': () => '프로그램이 비정상 종료했습니다 (segmentation fault)',
  'log-illegal-instruction': () => '컴파일에 쓰인 명령을 이 프로세서가 지원하지 않습니다',
  'log-out-of-memory': () => '메모리가 모자랍니다',
  'cure-copy-packages': (a) =>
    `${josa(a.module, '을/를')} 설치하고 설치된 곳을 최종 스테이지로 복사합니다. Python 마이너 버전을 같게 하고 그 폴더를 PYTHONPATH에 두거나, 가상 환경을 같은 경로로 통째로 복사합니다`,
  'cure-install-library': (a) => `${a.apt}(Debian) 또는 ${josa(`${a.apk}(Alpine)`, '을/를')} 설치합니다`,
  'cure-find-library': (a) => `${josa(a.library, '이/가')} 들어 있는 패키지를 설치합니다`,
  'cure-headless-opencv': (a) =>
    `창 라이브러리가 필요 없는 opencv-python-headless를 씁니다${
      a.apt === undefined || a.apk === undefined
        ? ''
        : `. OpenCV가 아니면 ${a.apt}(Debian) 또는 ${josa(`${a.apk}(Alpine)`, '을/를')} 설치합니다`
    }`,
  'cure-static-or-loader': () => '정적으로 링크하거나, 컴파일할 때와 같은 C 라이브러리의 베이스 이미지를 씁니다',
  'cure-same-glibc': () => '실행할 배포판과 같은 버전에서 빌드합니다',
  'cure-glibc-base': () =>
    'Alpine 대신 glibc 베이스 이미지(slim)를 쓰거나 musl용 빌드(musllinux 휠, 또는 직접 컴파일)를 씁니다',
  'cure-build-for-platform': () => '실행할 플랫폼용으로 빌드합니다 (--platform)',
  'cure-copy-ca': () =>
    '최종 스테이지에 COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt 를 적습니다 (또는 ca-certificates 설치. 자체 CA는 여기에 더합니다)',
  'cure-copy-zone-data': () => '/usr/share/zoneinfo를 최종 스테이지로 복사하거나 tzdata를 설치합니다',
  'cure-own-path': (a) => `실행 사용자가 ${josa(a.path, '을/를')} 소유하게 합니다 (COPY --chown)`,
  'cure-writable-path': (a) => `${a.path}에 볼륨이나 tmpfs를 마운트합니다`,
  'cure-other-port': () => '다른 포트를 씁니다',
  'cure-unprivileged-port': () => '1023보다 큰 포트를 씁니다',
  'cure-venv': () => '가상 환경에 설치합니다 (python -m venv)',
  'cure-other-base-or-version': (a) => `다른 베이스 이미지나 다른 버전의 ${josa(a.requirement, '을/를')} 씁니다`,
  'cure-free-disk': () => '디스크 공간을 확보합니다',
  'cure-exec-form': () =>
    'CMD, ENTRYPOINT, HEALTHCHECK를 JSON 배열로 쓰고 RUN은 앞 스테이지에서 실행합니다. 안을 보려면 베이스의 :debug 태그나 kubectl debug POD -it --image=busybox --target=CONTAINER를 씁니다',
  'cure-dev-dependencies-to-build': (a) =>
    `${josa(a.command, '이/가')} 필요한 빌드 스테이지에 개발 의존성을 설치합니다`,
  'cure-copy-file': (a) => `${josa(a.path, '을/를')} 최종 스테이지로 복사합니다`,
  'cure-pg-packages': () =>
    'psycopg[binary]를 씁니다. 또는 빌드 스테이지에 libpq-dev와 gcc(Alpine: postgresql-dev, gcc, musl-dev), 최종 스테이지에 libpq5(Alpine: libpq)를 설치합니다',
  'cure-build-stage-compiler': (a) => `최종 스테이지가 아닌 빌드 스테이지에 ${josa(a.command, '을/를')} 설치합니다`,
  'cure-install-headers': (a) => `빌드 스테이지에 ${josa(a.header, '이/가')} 들어 있는 개발 패키지를 설치합니다`,
  'cure-home': () => 'HOME을 실행 사용자가 쓸 수 있는 디렉터리로 정합니다',
  'cure-plain-value': (a) => `반환하기 전에 ${josa(a.type, '을/를')} 일반 숫자나 문자열로 바꿉니다`,
  'cure-more-memory': () => '메모리를 늘립니다',
  'cure-node-heap': () =>
    '컨테이너의 메모리 한도보다 작게 --max-old-space-size(NODE_OPTIONS)를 늘리거나, 둘 다 늘립니다',
  'cure-class-path': (a) =>
    `${josa(a.name, '이/가')} 든 jar나 폴더를 복사하고 -cp, CLASSPATH, 또는 매니페스트의 Class-Path에 적습니다`,
  'log-java-main-class-missing': (a) => `클래스패스의 어떤 jar나 폴더에도 ${josa(a.name, '이/가')} 없습니다`,
  'cure-older-cpu-build': () => '더 오래된 프로세서용으로 빌드된 패키지를 씁니다',
  'log-symbol-missing': (a) => `컴파일할 때와 다른 라이브러리라 ${josa(a.symbol, '이/가')} 없습니다`,
  'log-built-for-musl': (a) => `Alpine에서 컴파일된 것(${a.library})을 glibc 베이스에서 실행했습니다`,
  'log-program-not-started': (a) =>
    `${a.path === '' ? '프로그램을' : josa(a.path, '을/를')} 시작할 수 없습니다. 파일 또는 파일이 가리키는 프로그램 로더가 이미지에 없습니다`,
  'log-script-interpreter-missing': (a) =>
    `${josa(a.path, '을/를')} 시작할 수 없습니다. 파일이 없거나 첫 줄에 적힌 인터프리터가 없습니다`,
  'log-carriage-return': (a) => `스크립트의 줄바꿈이 Windows 형식이라 캐리지 리턴이 ${a.path}에 붙었습니다`,
  'log-interpreter-missing': (a) => `스크립트를 실행할 ${josa(a.interpreter, '이/가')} 이미지에 없습니다`,
  'log-no-shebang': (a) => `스크립트 ${a.path}의 첫 줄에 인터프리터가 없거나 다른 아키텍처용입니다`,
  'log-foreign-binary': (a) => `${josa(a.path, '은/는')} 다른 운영체제용으로 빌드되었습니다`,
  'log-python-extension-missing': (a) =>
    `컴파일된 부분 ${josa(a.module, '이/가')} 없습니다. 다른 Python 버전이나 플랫폼용으로 설치되었습니다`,
  'log-platform-package-missing': (a) =>
    `${josa(a.module, '은/는')} 플랫폼마다 컴파일된 부분이 다른데, 이 베이스용이 설치되지 않았습니다`,
  'log-not-exported': (a) =>
    `${josa(a.module, '이/가')} ${josa(a.path, '을/를')} 제공하지 않습니다. 코드가 요구하는 것과 다른 버전이 설치되었습니다`,
  'log-node-abi': (a) =>
    `${a.path === '' ? '네이티브 모듈이' : josa(a.path, '이/가')} 다른 버전의 Node용으로 컴파일되었습니다`,
  'log-npm-conflict': () => 'npm이 모든 패키지가 받아들이는 버전 조합을 찾지 못했습니다 (ERESOLVE)',
  'log-lock-out-of-date': (a) => `${josa(a.file, '이/가')} package.json과 맞지 않습니다`,
  'log-lock-missing': (a) => `설치에 쓸 ${josa(a.file, '이/가')} 없습니다`,
  'log-dev-tool-missing': (a) => `${josa(a.command, '은/는')} 개발 의존성인데 설치되지 않았습니다`,
  'log-openssl-legacy': () => '오래된 webpack이 OpenSSL 3에 없는 해시를 요구합니다',
  'log-go-sum-missing': (a) => `go.sum에 ${a.module === '' ? '필요한 모듈' : a.module} 항목이 없습니다`,
  'log-go-mod-missing': () => 'go build를 실행하는 폴더에 go.mod가 없습니다',
  'log-go-module-missing': (a) => `go.mod에 ${josa(a.module, '이/가')} 없습니다`,
  'log-go-vendoring': () => 'vendor 폴더가 go.mod와 맞지 않습니다',
  'log-go-too-old': (a) => `go.mod는 Go ${josa(a.version, '을/를')} 요구하는데 베이스의 Go가 더 오래되었습니다`,
  'log-cgo-off': (a) => `${josa(a.module, '은/는')} cgo가 필요한데 CGO_ENABLED=0으로 컴파일되었습니다`,
  'log-java-too-old': (a) => `Java ${a.needs}용으로 컴파일되었는데 이미지의 Java는 ${a.has}입니다`,
  'log-java-module-missing': (a) => `Java 런타임에 모듈 ${josa(a.module, '이/가')} 없습니다 (${a.name})`,
  'log-java-no-curves': () =>
    'TLS 핸드셰이크에 실패했습니다. jlink로 만든 런타임에 jdk.crypto.ec가 없으면 대부분의 서버가 요구하는 타원 곡선을 쓸 수 없습니다',
  'log-fonts-missing': () => 'Java가 글자를 그릴 때 필요한 글꼴이 이미지에 없습니다',
  'log-jar-not-runnable': (a) => `${a.path}에 시작할 클래스가 적혀 있지 않습니다`,
  'log-dotnet-framework-missing': (a) => `이미지에 ${josa(`${a.framework} ${a.version}`.trim(), '이/가')} 없습니다`,
  'log-icu-missing': () => '.NET이 언어와 서식에 쓰는 ICU 라이브러리가 이미지에 없습니다',
  'log-killed': () => '강제로 종료되었습니다 (종료 코드 137). 메모리가 모자랐거나 제때 멈추지 않았기 때문입니다',
  'log-foreign-tool': (a) => `${josa(a.command, '은/는')} 이 베이스와 다른 배포판의 명령입니다`,
  'log-foreign-option': (a) => `이 베이스의 ${josa(a.command, '은/는')} 옵션 ${josa(a.option, '을/를')} 모릅니다`,
  'log-package-not-found': (a) => `패키지 목록에 ${josa(a.name, '이/가')} 없습니다`,
  'log-lists-out-of-date': () => '이미지의 패키지 목록이 미러보다 오래되었습니다',
  'log-user-unknown': (a) => `이미지의 /etc/passwd나 /etc/group에 ${josa(a.user, '이/가')} 없습니다`,
  'log-not-executable': (a) => `${a.path}에 실행 권한이 없습니다`,
  'log-proxy-certificate': () => '중간의 프록시가 이미지가 모르는 인증서로 서명합니다',
  'log-rate-limit': () => '레지스트리가 이 주소의 요청을 당분간 제한합니다',
  'log-no-network': (a) =>
    `${a.host === '' ? '호스트' : a.host} 이름을 찾을 수 없습니다. 네트워크나 DNS가 되지 않습니다`,
  'log-base-not-found': (a) => `이미지 ${josa(a.reference, '이/가')} 없거나 읽을 권한이 없습니다`,
  'log-platform-missing': (a) => `${a.platform === '' ? '이 플랫폼' : a.platform}용 이미지가 없습니다`,
  'log-copy-source-missing': (a) => `COPY할 ${a.path === '' ? '파일이' : josa(a.path, '이/가')} 없습니다`,
  'log-dockerfile-missing': (a) => `빌드할 ${josa(a.path, '이/가')} 없습니다`,
  'log-secret-missing': (a) => `빌드에 시크릿 ${josa(a.name, '이/가')} 주어지지 않았습니다`,
  'log-buildkit-needed': (a) => `--${a.option} 옵션에는 BuildKit이 필요한데 예전 빌더로 빌드했습니다`,
  'cure-crash-on-musl': () =>
    'C 라이브러리가 musl인 Alpine이라면 glibc용 바이너리를 먼저 의심하십시오. slim으로 바꾸거나 그 베이스에서 소스를 컴파일합니다',
  'cure-build-on-own-base': () => '실행할 것과 같은 베이스, 같은 버전에서 빌드합니다',
  'cure-gpu-driver': () => 'GPU 드라이버가 제공합니다. 드라이버가 있는 머신에서 --gpus all로 실행합니다',
  'cure-same-release': (a) =>
    `다른 배포판 버전에서 컴파일되었습니다. ${josa(a.library, '이/가')} 있는 같은 버전에서 빌드하고 실행합니다`,
  'cure-script-interpreter': () =>
    '줄바꿈을 LF로 저장하고 첫 줄에 이미지에 있는 인터프리터를 적습니다. 가상 환경은 만든 경로 그대로 둡니다',
  'cure-line-ends': () => '줄바꿈을 LF로 저장합니다 (.gitattributes에 *.sh text eol=lf)',
  'cure-base-with': (a) => `${josa(a.command, '이/가')} 있는 베이스를 쓰거나 설치합니다`,
  'cure-same-interpreter-path': (a) =>
    `스크립트를 만들 때와 같은 곳에 ${josa(a.interpreter, '이/가')} 있게 합니다. 두 스테이지의 베이스와 경로를 같게 합니다`,
  'cure-shebang': (a) => `${a.path} 첫 줄에 #!/bin/sh를 적습니다`,
  'cure-install-in-image': () =>
    '다른 곳의 node_modules를 복사하지 말고 이미지 안에서 설치합니다 (npm ci). .dockerignore에 node_modules를 적습니다',
  'cure-install-header-packages': (a) =>
    `빌드 스테이지에 ${a.apt}(Debian) 또는 ${josa(`${a.apk}(Alpine)`, '을/를')} 설치합니다`,
  'cure-same-python': () => '실행할 것과 같은 Python 마이너 버전, 같은 플랫폼과 C 라이브러리에서 설치합니다',
  'cure-setuptools': (a) => `setuptools를 설치합니다. Python 3.12부터 ${josa(a.module, '이/가')} 없습니다`,
  'cure-python-home': () => '인터프리터와 표준 라이브러리 전체를 함께 복사하거나 PYTHONHOME을 지웁니다',
  'cure-build-and-copy': () => '빌드(npm run build)한 것을 최종 스테이지로 복사합니다. Linux는 대소문자를 구분합니다',
  'cure-node-modules': (a) =>
    `${josa(a.module, '을/를')} dependencies에 적고 node_modules를 최종 스테이지로 복사합니다`,
  'cure-locked-versions': () => '락 파일의 버전으로 설치합니다 (npm ci)',
  'cure-same-node': () => '실행할 것과 같은 Node 메이저 버전에서 설치하거나 거기서 npm rebuild를 실행합니다',
  'cure-npm-conflict': () =>
    'package.json의 버전을 서로 맞추고 락 파일을 커밋합니다. --legacy-peer-deps는 문제를 숨길 뿐입니다',
  'cure-renew-lock': (a) => `${josa(a.command, '을/를')} 실행하고 락 파일을 커밋합니다`,
  'cure-copy-lock': (a) => `${josa(a.file, '을/를')} 커밋하고 설치 전에 복사합니다. .dockerignore에 있으면 안 됩니다`,
  'cure-openssl-legacy': () => 'webpack 5를 씁니다 (그때까지는 NODE_OPTIONS=--openssl-legacy-provider)',
  'cure-go-sum': () => 'go mod tidy를 실행해 go.sum을 커밋하고 go.mod와 함께 복사합니다',
  'cure-go-mod': () => 'go.mod를 복사하고 WORKDIR을 그 폴더로 정합니다',
  'cure-go-get': (a) => `go get ${a.module} 실행 후 go.mod와 go.sum을 커밋합니다`,
  'cure-go-vendor': () => 'go mod vendor를 실행하고 바뀐 것을 커밋합니다',
  'cure-newer-go': (a) => `golang:${a.version} 이상에서 빌드합니다`,
  'cure-cgo': () => '실행할 C 라이브러리에서 CGO_ENABLED=1로 빌드하거나 순수 Go 드라이버를 씁니다',
  'cure-jlink-module': (a) =>
    `jlink의 --add-modules에 ${josa(a.module, '을/를')} 더합니다 (필요한 모듈은 jdeps --print-module-deps로 확인)`,
  'cure-java-trust': () => 'JDK의 lib/security/cacerts를 복사합니다. 자체 CA는 keytool -importcert로 넣습니다',
  'cure-java-version': (a) => `Java ${a.version} 런타임에서 실행하거나 --release로 낮춰 컴파일합니다`,
  'cure-fonts': () => 'fontconfig와 글꼴을 설치합니다: fonts-dejavu-core(Debian), font-dejavu(Alpine)',
  'cure-runnable-jar': () =>
    '실행 가능한 jar를 복사하거나(Spring Boot는 -plain이 아닌 것) 클래스를 지정합니다: java -cp APP.jar CLASS',
  'cure-dotnet-base': () =>
    '같은 버전의 맞는 베이스를 씁니다. Microsoft.AspNetCore.App은 dotnet/aspnet, 그 밖에는 dotnet/runtime. 또는 --self-contained로 게시합니다',
  'cure-dotnet-publish': () => '게시된 .dll을 시작합니다. SDK는 빌드 스테이지에만 둡니다 (이름과 WORKDIR 확인)',
  'cure-icu': () =>
    'libicu를 설치하고(Debian: libicu72 등, Alpine: icu-libs icu-data-full) DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0으로 둡니다. 다른 언어가 필요 없으면 1로 둡니다',
  'cure-own-tool': (a) => `여기서는 ${a.instead}`,
  'cure-install-tool': (a) => `쓰는 스테이지에 ${a.apt}(Debian) 또는 ${josa(`${a.apk}(Alpine)`, '을/를')} 설치합니다`,
  'cure-copy-command': (a) =>
    `${josa(a.command, '을/를')} 필요한 것과 함께 최종 스테이지로 복사하거나 경로로 부릅니다 (PATH에 없을 수 있음)`,
  'cure-bash': () => 'sh용으로 쓰거나 bash를 설치합니다 (Alpine에는 없음). 셸이 아예 없으면 JSON 배열로 시작합니다',
  'cure-apt-update': () => 'apt-get install과 같은 RUN에서 apt-get update를 실행합니다',
  'cure-package-name': (a) =>
    `이 버전에서의 이름을 찾습니다. ${josa(a.name, '은/는')} 이름이 다르거나 다른 저장소에 있을 수 있습니다`,
  'cure-package-version': (a) => `미러에는 최신 버전만 남습니다. ${a.name} 버전 고정을 풀거나 베이스와 함께 고정합니다`,
  'cure-numeric-user': (a) =>
    `번호로 적거나(USER 65532:65532) 최종 스테이지에서 ${josa(a.user, '을/를')} 만들거나 /etc/passwd를 복사합니다`,
  'cure-executable': (a) => `COPY --chmod=755를 쓰거나 복사하기 전에 chmod +x ${josa(a.path, '을/를')} 실행합니다`,
  'cure-add-ca': () =>
    '프록시의 CA를 더합니다: COPY ca.crt /usr/local/share/ca-certificates/, RUN update-ca-certificates. Node는 NODE_EXTRA_CA_CERTS, pip은 PIP_CERT',
  'cure-java-zone': () => '이름을 확인합니다. Java는 자체 데이터를 쓰며 tzupdater로 갱신합니다',
  'cure-network': () =>
    '엔진의 DNS와 프록시를 확인합니다 (빌드 인자 HTTP_PROXY, HTTPS_PROXY). 서비스 사이라면 같은 네트워크인지 확인합니다',
  'cure-rate-limit': () => 'docker login 하거나 기다리거나 미러를 통해 받습니다',
  'cure-platform': () => '제공되는 플랫폼으로 빌드하거나 받고(--platform), 아니면 다른 태그를 씁니다',
  'cure-base-name': (a) => `${a.reference}의 이름과 태그를 확인합니다. 비공개라면 docker login 합니다`,
  'cure-copy-source': () =>
    '경로는 빌드 컨텍스트 기준입니다. .dockerignore, 빌드하는 폴더, --from이면 그 스테이지의 경로를 확인합니다',
  'cure-name-dockerfile': () => '지정합니다: docker build -f 경로 폴더',
  'cure-give-secret': (a) => `docker build --secret id=${a.name},src=파일`,
  'cure-buildkit': () => 'docker buildx build 또는 DOCKER_BUILDKIT=1로 빌드합니다',
  'cure-inspect': () =>
    'plimsoll inspect 이미지로 쓸모없는 바이트와 그것을 만든 줄을 봅니다. 한 스테이지에서 빌드하고 실행에 필요한 파일만 다음 스테이지로 COPY합니다',
  'size-does-not-shrink': () =>
    '나중 레이어에서 지워도 아래 레이어에는 그대로 남고, 빌드 도구가 이미지에 남아 있습니다',
} satisfies Partial<Catalogue>;
