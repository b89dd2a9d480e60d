# The boot code that stands before a single partition: it starts the boot sector of the active one, as the firmware would
# have started a disk, with the drive in DL and the entry of the table in SI. chain.bin is this file, assembled:
#   as --32 -o chain.o chain.s && ld -m elf_i386 --oformat binary -Ttext 0x600 -e start -o chain.bin chain.o

        .intel_syntax noprefix
        .text
        .code16
        .globl  start
start:  cli
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        sti
        cld
        mov     si, 0x7c00               # out of the way of the sector that is to come
        mov     di, 0x600
        mov     cx, 256
        rep movsw
        .byte   0xea                     # on in the copy
        .word   moved, 0
moved:  mov     si, 0x7be                # 0x600 + 446: the table
        mov     cx, 4
next:   test    byte ptr [si], 0x80
        jnz     found
        add     si, 16
        loop    next
        mov     si, offset nothing
        jmp     say
found:  mov     eax, [si + 8]
        mov     [sector], eax
        push    si
        mov     si, offset packet
        mov     ah, 0x42                 # read by sector number; every firmware of QEMU knows it
        int     0x13
        pop     si
        mov     di, offset unread
        jc      tell
        cmp     word ptr [0x7dfe], 0xaa55
        mov     di, offset nothing
        jne     tell
        .byte   0xea
        .word   0x7c00, 0
tell:   mov     si, di
say:    lodsb
        test    al, al
        jz      stop
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        jmp     say
stop:   hlt
        jmp     stop

packet: .byte   16, 0
        .word   1, 0x7c00, 0             # one sector to 0000:7c00
sector: .long   0, 0
unread: .asciz  "The partition cannot be read"
nothing: .asciz "No boot loader in the partition"
