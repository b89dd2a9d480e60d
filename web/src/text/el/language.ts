import type { Language } from '../language.ts';
import { wordsOf } from '../words.ts';

export const LANGUAGE: Language = 'el';
export const LOCALE = 'el-GR';
export const { number, plural } = wordsOf(LOCALE);
