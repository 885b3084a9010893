export {};

declare module '../model/message.ts' {
  interface Messages {
    'doctor-client': { program: string; version: string };
    'doctor-server': { endpoint: string; version: string; apiVersion: string; platform: string };
    'doctor-builder': { driver: string; version: string; buildkit: string };
    'doctor-no-buildx': Record<string, never>;
    'doctor-able': Record<string, never>;
    'doctor-lacks': { lacking: readonly ('cache-mounts' | 'named-contexts' | 'secrets' | 'oci-layout')[] };
    'doctor-store': { store: 'containerd' | 'classic'; driver: string };
    'doctor-platforms': { platforms: readonly string[] };
    'doctor-machine': { cpus: number; memoryBytes: number; cgroup: string };
    'doctor-disk': { dir: string; freeBytes: number };
    'doctor-disk-unknown': { dir: string };
    'doctor-cache': { cacheBytes: number; imageBytes: number; images: number };
    'doctor-cache-unknown': { afterMs: number };
  }
}
