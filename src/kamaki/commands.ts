import type { Command } from './cli/command.ts';
import * as account from './commands/account.ts';
import * as config from './commands/config.ts';
import * as container from './commands/container.ts';
import * as fileChange from './commands/file-change.ts';
import * as fileData from './commands/file-data.ts';
import * as fileDownload from './commands/file-download.ts';
import * as fileInfo from './commands/file-info.ts';
import { fileList } from './commands/file-list.ts';
import { fileUpload } from './commands/file-upload.ts';
import * as flavor from './commands/flavor.ts';
import { imageRegister } from './commands/image-register.ts';
import * as image from './commands/image.ts';
import * as keypair from './commands/keypair.ts';
import * as membership from './commands/membership.ts';
import * as ip from './commands/ip.ts';
import * as network from './commands/network.ts';
import * as networkConnect from './commands/network-connect.ts';
import { portWait } from './commands/port-wait.ts';
import * as port from './commands/port.ts';
import * as project from './commands/project.ts';
import * as serverActions from './commands/server-actions.ts';
import { serverCreate } from './commands/server-create.ts';
import { serverWait } from './commands/server-wait.ts';
import * as server from './commands/server.ts';
import * as sharing from './commands/sharing.ts';
import * as subnet from './commands/subnet.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  config.configSet,
  config.configGet,
  config.configList,
  config.configDelete,
  account.userAuthenticate,
  account.userInfo,
  account.userUuidToName,
  account.userNameToUuid,
  account.quotaList,
  account.resourceList,
  account.serviceList,
  project.projectList,
  project.projectInfo,
  project.projectCreate,
  project.projectModify,
  ...project.applicationCommands,
  ...project.projectStateCommands,
  project.projectJoin,
  project.projectEnroll,
  membership.membershipList,
  membership.membershipInfo,
  ...membership.membershipActionCommands,
  container.containerList,
  container.containerCreate,
  container.containerInfo,
  container.containerModify,
  container.containerReassign,
  container.containerEmpty,
  container.containerDelete,
  fileList,
  fileUpload,
  fileDownload.fileDownload,
  fileDownload.fileCat,
  fileInfo.fileInfo,
  fileChange.fileCreate,
  fileChange.fileMkdir,
  fileChange.fileCopy,
  fileChange.fileMove,
  fileChange.fileDelete,
  fileData.fileAppend,
  fileData.fileOverwrite,
  fileData.fileTruncate,
  fileInfo.fileModify,
  sharing.sharerList,
  sharing.sharerInfo,
  sharing.groupList,
  sharing.groupCreate,
  sharing.groupDelete,
  image.imageList,
  image.imageInfo,
  imageRegister,
  image.imageModify,
  image.imageUnregister,
  image.imagecomputeList,
  image.imagecomputeInfo,
  server.serverList,
  server.serverInfo,
  serverCreate,
  serverWait,
  serverActions.serverStart,
  serverActions.serverShutdown,
  serverActions.serverReboot,
  server.serverModify,
  server.serverRename,
  server.serverReassign,
  server.serverConsole,
  serverActions.serverDelete,
  flavor.flavorList,
  flavor.flavorInfo,
  network.networkList,
  network.networkInfo,
  network.networkCreate,
  network.networkModify,
  network.networkDelete,
  network.networkReassign,
  networkConnect.networkConnect,
  networkConnect.networkDisconnect,
  subnet.subnetList,
  subnet.subnetInfo,
  subnet.subnetCreate,
  subnet.subnetModify,
  port.portList,
  port.portInfo,
  port.portCreate,
  port.portModify,
  port.portDelete,
  portWait,
  ip.ipList,
  ip.ipInfo,
  ip.ipCreate,
  ip.ipAttach,
  ip.ipDetach,
  ip.ipDelete,
  ip.ipReassign,
  keypair.keypairList,
  keypair.keypairInfo,
  keypair.keypairUpload,
  keypair.keypairGenerate,
  keypair.keypairDelete,
];
