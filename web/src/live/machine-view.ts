import { useQuery } from '@tanstack/react-query';
import { say } from '#text/machine';
import { useCallback } from 'react';
import { flavorsQuery, type Flavor } from '../api/flavors.ts';
import { imagesQuery, type Image } from '../api/images.ts';
import type { Server } from '../api/servers.ts';
import { moreThanLinux, systemOf } from '../text/image-words.ts';

/** A machine with what its ids stand for. */
export interface MachineView {
  machine: Server;
  flavor: Flavor | undefined;
  image: Image | undefined;
  /** "debian": chooses the tile. */
  os: string;
  /** "Debian 13": the image's name, or what is known without it. */
  osName: string;
}

/** Gives every machine its size and image; both lists are read once and kept. The same function until one of them changes. */
export function useMachineView(): (machine: Server) => MachineView {
  const { data: flavors } = useQuery(flavorsQuery);
  const { data: images } = useQuery(imagesQuery);
  return useCallback(
    (machine) => {
      const image = images?.find(({ id }) => id === machine.image.id);
      const said = machine.metadata['OS'] ?? machine.metadata['os'] ?? '';
      const os = moreThanLinux(said) ?? (image === undefined ? said : systemOf(image));
      return {
        machine,
        image,
        os,
        osName: image?.name ?? (os === '' ? say.imageNotListed : os),
        flavor: flavors?.find(({ id }) => id === machine.flavor.id),
      };
    },
    [flavors, images],
  );
}
