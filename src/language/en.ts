import type { Catalogue } from './contract.ts';
import { cliSentences } from './en/cli.ts';
import { closureSentences } from './en/closure.ts';
import { closureNativeSentences } from './en/closure-native.ts';
import { closurePythonSentences } from './en/closure-python.ts';
import { closureRuntimeSentences } from './en/closure-runtimes.ts';
import { configSentences } from './en/config.ts';
import { differenceSentences } from './en/difference.ts';
import { dockerfileSentences } from './en/dockerfile.ts';
import { doctorSentences } from './en/doctor.ts';
import { engineSentences } from './en/engine.ts';
import { explanationSentences } from './en/explanation.ts';
import { imageSentences } from './en/image.ts';
import { inspectionSentences } from './en/inspection.ts';
import { ladderSentences } from './en/ladder.ts';
import { languageSentences } from './en/language.ts';
import { nodeSentences } from './en/node.ts';
import { projectSentences } from './en/project.ts';
import { reportSentences } from './en/report.ts';
import { ruleSentences } from './en/rules.ts';
import { symptomSentences } from './en/symptoms.ts';
import { techniqueSentences } from './en/techniques.ts';
import { verificationSentences } from './en/verification.ts';
import { verifySentences } from './en/verify.ts';

/** Every sentence in English; a code without one is a type error here. */
export const en: Catalogue = {
  ...cliSentences,
  ...closureSentences,
  ...closureRuntimeSentences,
  ...closureNativeSentences,
  ...closurePythonSentences,
  ...configSentences,
  ...differenceSentences,
  ...dockerfileSentences,
  ...doctorSentences,
  ...engineSentences,
  ...explanationSentences,
  ...imageSentences,
  ...inspectionSentences,
  ...ladderSentences,
  ...languageSentences,
  ...nodeSentences,
  ...projectSentences,
  ...reportSentences,
  ...ruleSentences,
  ...symptomSentences,
  ...techniqueSentences,
  ...verificationSentences,
  ...verifySentences,
};
