import type { Command } from '#platform/command';
import type { Compute } from '../domain/compute.ts';
import { backendAdd } from './backend-add.ts';
import { backendList } from './backend-list.ts';
import { backendModify } from './backend-modify.ts';
import { flavorCreate } from './flavor-create.ts';
import { flavorList } from './flavor-list.ts';
import { imageList } from './image-list.ts';
import { imageShow } from './image-show.ts';
import { serverList } from './server-list.ts';
import { serverShow } from './server-show.ts';

/** The administration commands of compute. */
export const computeCommands: readonly Command<Compute>[] = [
  serverList,
  serverShow,
  flavorCreate,
  flavorList,
  imageList,
  imageShow,
  backendAdd,
  backendList,
  backendModify,
];
