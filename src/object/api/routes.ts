import type { Route } from '#platform/http/route';
import { bulkDeleteByDelete, bulkDeleteByPost } from './objects/bulk-delete.ts';
import { headAccount, listAccount, postAccount, readTopLevel } from './accounts.ts';
import { post, remove } from './objects/change-objects.ts';
import { deleteContainerRoute, postContainer, putContainerRoute } from './containers/change-containers.ts';
import { headContainer, listContainer } from './containers/read-containers.ts';
import { archiveRoute } from './folders/archive.ts';
import { viewFolderRoute } from './folders/folder-view.ts';
import { searchAccountRoute, searchFolderRoute } from './folders/search.ts';
import { copy, move, putCopy, putMove } from './objects/copy-objects.ts';
import { info, storeInfo } from './info.ts';
import {
  changeImageReaders,
  convertImage,
  findImage,
  getImage,
  lendImage,
  listImages,
  pageOfImages,
  putImageMetadata,
  putImagePermissions,
  startOfImage,
} from './images.ts';
import { listenRoute } from './live.ts';
import type { ObjectApi } from './object-api.ts';
import { viewHistoryRoute } from './objects/object-history.ts';
import { getHashmap, getObject, headObject } from './objects/read-objects.ts';
import { logIn } from './swift-login.ts';
import { putData, putFromHashmap } from './objects/put-objects.ts';

/** Every way into object storage. Of several for one method and path the first that fits is taken. */
export const objectRoutes: readonly Route<ObjectApi>[] = [
  info,
  storeInfo,
  logIn,
  readTopLevel,
  headAccount,
  searchAccountRoute,
  listAccount,
  bulkDeleteByPost,
  bulkDeleteByDelete,
  postAccount,
  headContainer,
  viewFolderRoute,
  archiveRoute,
  searchFolderRoute,
  listContainer,
  putContainerRoute,
  postContainer,
  deleteContainerRoute,
  headObject,
  viewHistoryRoute,
  getHashmap,
  getObject,
  putFromHashmap,
  putMove,
  putCopy,
  putData,
  copy,
  move,
  post,
  remove,
  listenRoute,
  listImages,
  pageOfImages,
  getImage,
  lendImage,
  startOfImage,
  convertImage,
  findImage,
  putImageMetadata,
  putImagePermissions,
  changeImageReaders,
];
