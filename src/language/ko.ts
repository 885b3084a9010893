import type { Catalogue } from './contract.ts';
import { cliSentences } from './ko/cli.ts';
import { closureSentences } from './ko/closure.ts';
import { closureNativeSentences } from './ko/closure-native.ts';
import { closurePythonSentences } from './ko/closure-python.ts';
import { closureRuntimeSentences } from './ko/closure-runtimes.ts';
import { configSentences } from './ko/config.ts';
import { differenceSentences } from './ko/difference.ts';
import { dockerfileSentences } from './ko/dockerfile.ts';
import { doctorSentences } from './ko/doctor.ts';
import { engineSentences } from './ko/engine.ts';
import { explanationSentences } from './ko/explanation.ts';
import { imageSentences } from './ko/image.ts';
import { inspectionSentences } from './ko/inspection.ts';
import { ladderSentences } from './ko/ladder.ts';
import { languageSentences } from './ko/language.ts';
import { nodeSentences } from './ko/node.ts';
import { projectSentences } from './ko/project.ts';
import { reportSentences } from './ko/report.ts';
import { ruleSentences } from './ko/rules.ts';
import { symptomSentences } from './ko/symptoms.ts';
import { techniqueSentences } from './ko/techniques.ts';
import { verificationSentences } from './ko/verification.ts';
import { verifySentences } from './ko/verify.ts';

/** Every sentence in Korean; a code without one is a type error here. */
export const ko: Catalogue = {
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
