import { isMounted, lookUp, type Scene } from './closure-input.ts';

/** Where Go and the builds of OpenSSL look. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/ssl/cert.pem',
  '/usr/lib/ssl/cert.pem',
  '/usr/local/share/certs/ca-root-nss.crt',
  '/etc/openssl/certs/ca-certificates.crt',
];
const FOLDERS = ['/etc/ssl/certs', '/etc/pki/tls/certs', '/usr/lib/ssl/certs', '/usr/local/ssl/certs'];

/** Whether certificates of authorities are in the image, or may be laid over it. */
export function hasCaBundle(scene: Scene): boolean {
  const file = scene.env.get('SSL_CERT_FILE');
  const dirs = scene.env.get('SSL_CERT_DIR')?.split(':') ?? [];
  return (
    [...BUNDLES, ...(file === undefined ? [] : [file])].some((path) => isFile(scene, path)) || holdsFile(scene, dirs)
  );
}

function isFile(scene: Scene, path: string): boolean {
  return isMounted(scene, path) || (lookUp(scene, path).node?.content?.entry.bytes ?? 0) > 0;
}

function holdsFile(scene: Scene, dirs: readonly string[]): boolean {
  return [...FOLDERS, ...dirs].some((dir) => {
    const { node } = lookUp(scene, dir);
    return isMounted(scene, dir) || (node !== undefined && scene.tree.children(node.path).length > 0);
  });
}
