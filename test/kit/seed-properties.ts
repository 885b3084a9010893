// Before every test file: properties draw from the run's seed where one is given. Without one, fast-check draws and tells its own.
import { RUN_SEED } from './run-seed.ts';

if (process.env['FC_SEED'] !== undefined) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: RUN_SEED });
}
