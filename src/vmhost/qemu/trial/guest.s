# The guest of a trial: a disk that starts as the disks of machines do, and does what firmware, boot loaders and kernels do
# until a kernel's first words: reads through the BIOS, many changes between real and protected mode, interrupts, paging with
# a page fault, long mode, a user process with a system call. Each step says its name on the serial port; what goes wrong is
# said as "bad", and the machine switches itself off either way. Instructions are of many kinds on purpose: where a processor
# is only partly there, KVM emulates them one by one and knows but some.
#
# guest.bin is this file, assembled:
#   as --64 -o guest.o guest.s && ld -m elf_x86_64 --oformat binary -Ttext 0x7c00 -e start -o guest.bin guest.o

        .intel_syntax noprefix
        .text
        .set    BUFFER, 0xd000
        .set    HIGH, 0x100000
        .set    TABLES, 0x20000          # page tables: directory of 32 bit, then four levels' worth for long mode
        .set    STACK, 0x38000
        .set    USER_STACK, 0x3c000
        .set    FAULT_AT, 0x40000000     # nobody has mapped this until it is touched

# ---------------------------------------------------------------------------------------------- firmware and boot sector
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
        .byte   0xea                     # some firmware starts at 07c0:0000
        .word   begun, 0
begun:  mov     [drive], dl
        mov     ah, 0x41
        mov     bx, 0x55aa
        int     0x13
        jc      unread
        mov     si, offset packet
        mov     ah, 0x42
        mov     dl, [drive]
        int     0x13
        jc      unread
        jmp     loaded
unread: mov     al, '!'
        out     0xe9, al
        hlt
        jmp     unread

        .balign 4
packet: .byte   16, 0
        .word   SECTORS
        .word   0x7e00, 0
        .quad   1
drive:  .byte   0

        .org    start + 510
        .word   0xaa55

# ------------------------------------------------------------------------------------------------------------- real mode
loaded: mov     ah, 0                    # serial port by the BIOS: 9600 8N1
        mov     al, 0xe3
        xor     dx, dx
        int     0x14
        mov     si, offset words_boot
        call    say16
        mov     si, offset words_boot
screen: lodsb
        test    al, al
        jz      memory
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        jmp     screen

memory: xor     ebx, ebx                 # the map of memory, entry by entry
        xor     ebp, ebp
1:      mov     eax, 0xe820
        mov     edx, 0x534d4150
        mov     ecx, 24
        mov     di, BUFFER
        int     0x15
        jc      bad16
        cmp     eax, 0x534d4150
        jne     bad16
        inc     bp
        cmp     dword ptr [BUFFER + 16], 1
        jne     2f
        mov     eax, [BUFFER + 8]
        test    eax, eax
        jz      bad16
2:      test    ebx, ebx
        jnz     1b
        cmp     bp, 2
        jb      bad16
        mov     ax, 0x2401               # address line 20, by BIOS and by port
        int     0x15
        in      al, 0x92
        or      al, 2
        and     al, 0xfe
        out     0x92, al
        mov     ah, 1                    # is a key waiting
        int     0x16

        mov     cx, 3                    # the clock's interrupt, waited for in halt
ticks:  mov     eax, [0x46c]
1:      hlt
        cmp     eax, [0x46c]
        je      1b
        loop    ticks

        call    sums16
        mov     si, offset words_real
        call    say16

# ------------------------------------------------------ a boot loader: BIOS reads between changes to protected mode
        mov     byte ptr [round], 24
trips:  movzx   eax, byte ptr [round]
        and     ax, 3                    # reads a sector by cylinder, head and sector
        add     al, 2
        mov     cl, al
        mov     ch, 0
        mov     dh, 0
        mov     dl, [drive]
        mov     bx, BUFFER
        mov     ax, 0x0201
        int     0x13
        jc      bad16
        mov     ebx, offset copy_high
        call    protected
        mov     al, [round]              # reads the same by its number
        and     ax, 3
        inc     ax
        mov     [packet2 + 8], ax
        mov     si, offset packet2
        mov     ah, 0x42
        mov     dl, [drive]
        int     0x13
        jc      bad16
        mov     ebx, offset compare_high
        call    protected
        dec     byte ptr [round]
        jnz     trips

        push    ds                       # real mode with large segments, as boot loaders have it
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     1f
1:      mov     bx, 0x10
        mov     ds, bx
        and     al, 0xfe
        mov     cr0, eax
        jmp     1f
1:      mov     ebx, HIGH + 0x10000
        mov     dword ptr [ebx], 0x12345678
        cmp     word ptr [ebx + 2], 0x1234
        pop     ds
        sti
        jne     bad16
        mov     si, offset words_loader
        call    say16
        jmp     kernel16

# Does the routine at ebx in protected mode, and comes back.
protected:
        cli
        movzx   esp, sp
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        .byte   0x66, 0xea
        .long   1f
        .word   0x08
        .code32
1:      mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        call    ebx
        .byte   0xea
        .long   1f
        .word   0x18
        .code16
1:      mov     ax, 0x20
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     eax, cr0
        and     al, 0xfe
        mov     cr0, eax
        .byte   0xea
        .word   1f, 0
1:      xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        sti
        ret

say16:  push    ax
        push    dx
1:      lodsb
        test    al, al
        jz      3f
        mov     ah, al
        mov     dx, 0x3fd
2:      in      al, dx
        test    al, 0x20
        jz      2b
        mov     dx, 0x3f8
        mov     al, ah
        out     dx, al
        jmp     1b
3:      pop     dx
        pop     ax
        ret

bad16:  mov     si, offset words_bad
        call    say16
        mov     dx, 0x604                # off, by ACPI
        mov     ax, 0x2000
        out     dx, ax
1:      hlt
        jmp     1b

# Instructions of all kinds, with known results.
sums16: pushad
        push    es
        mov     al, 0x15
        add     al, 0x27
        daa
        cmp     al, 0x42
        jne     bad16
        mov     al, 63
        aam
        cmp     ax, 0x0603
        jne     bad16
        aad
        cmp     al, 63
        jne     bad16
        mov     bx, offset letters
        mov     al, 2
        xlatb
        cmp     al, 'c'
        jne     bad16
        enter   8, 0
        mov     word ptr [bp - 2], 7
        leave
        mov     eax, 0x10000
        mov     ecx, 0x10001
        mul     ecx
        cmp     edx, 1
        jne     bad16
        div     ecx
        cmp     eax, 0x10000
        jne     bad16
        mov     ax, -7
        cwd
        mov     cx, 2
        idiv    cx
        cmp     dx, -1
        jne     bad16
        mov     ax, 0x8000
        mov     dx, 0x1234
        shld    dx, ax, 4
        cmp     dx, 0x2348
        jne     bad16
        bsf     cx, ax
        cmp     cx, 15
        jne     bad16
        bts     word ptr [scratch], 3
        jc      bad16
        mov     ebx, 5
        xadd    [scratch], ebx
        cmp     ebx, 8
        jne     bad16
        mov     eax, 13
        mov     ebx, 77
        lock cmpxchg [scratch], ebx
        jne     bad16
        cmovne  ebx, eax
        bswap   ebx
        cmp     ebx, 0x4d000000
        jne     bad16
        les     di, [pointer]
        mov     ax, es
        cmp     ax, 0x0d00
        jne     bad16
        mov     cx, 64
        mov     si, offset start
        rep movsw
        std
        mov     cx, 4
        mov     si, offset begun
        lodsb
        cld
        mov     cx, 128
        mov     si, offset start
        mov     di, BUFFER
        push    0
        pop     es
        repe cmpsb
        jne     bad16
        fninit
        fld1
        fld1
        faddp
        fimul   word ptr [three]
        fistp   word ptr [scratch]
        cmp     word ptr [scratch], 6
        jne     bad16
        fnstcw  [scratch]
        pushfd
        pop     eax
        test    ah, 2
        jz      bad16
        mov     eax, 1
        cpuid
        rdtsc
        smsw    ax
        test    al, 1
        jnz     bad16
        sidt    [scratch]
        sgdt    [scratch]
        pop     es
        popad
        ret

        .balign 8
packet2: .byte  16, 0
        .word   1
        .word   BUFFER, 0
        .quad   0
round:  .byte   0
letters: .ascii "abcd"
three:  .word   3
pointer: .word  0, 0x0d00
        .balign 8
scratch: .quad  0, 0

words_boot:     .asciz "boot\n"
words_real:     .asciz "real\n"
words_loader:   .asciz "loader\n"
words_bad:      .asciz "bad\n"
words_protected: .asciz "protected\n"
words_paging:   .asciz "paging\n"
words_long:     .asciz "long\n"
words_user:     .asciz "user\n"
words_kernel:   .asciz "kernel\n"

        .balign 8
gdt:    .quad   0
        .quad   0x00cf9a000000ffff       # 08 code, 32 bit
        .quad   0x00cf92000000ffff       # 10 data
        .quad   0x00009a000000ffff       # 18 code, 16 bit
        .quad   0x000092000000ffff       # 20 data, 16 bit
        .quad   0x00af9a000000ffff       # 28 code, 64 bit
        .quad   0x00cff2000000ffff       # 30 data of users
        .quad   0x00affa000000ffff       # 38 code of users, 64 bit
tss_entry:
        .word   103, tss
        .byte   0, 0x89, 0, 0
        .quad   0                        # upper half in long mode
gdt_end:
gdtr:   .word   gdt_end - gdt - 1
        .long   gdt
        .balign 8
idtr:   .word   0x31 * 16 - 1
        .quad   IDT
        .set    IDT, 0x1f000
        .balign 8
tss:    .fill   104, 1, 0

# -------------------------------------------------------------------------------------------------------- protected mode
        .code32
copy_high:
        mov     esi, BUFFER
        mov     edi, HIGH
        mov     ecx, 128
        rep movsd
        ret
compare_high:
        mov     esi, BUFFER
        mov     edi, HIGH
        mov     ecx, 512
        repe cmpsb
        jne     bad32
        ret

        .code16
kernel16:
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        .byte   0x66, 0xea
        .long   kernel32
        .word   0x08

        .code32
kernel32:
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     esp, STACK
        xor     eax, eax
        lldt    ax
        lar     eax, word ptr [selector_data]
        jnz     bad32
        lsl     eax, word ptr [selector_data]
        jnz     bad32
        cmp     eax, 0xffffffff
        jne     bad32
        mov     ax, 0x10
        verr    ax
        jnz     bad32
        verw    ax
        jnz     bad32
        # Interrupts: controllers at 20 and 28, all closed but the clock.
        mov     al, 0x11
        out     0x20, al
        out     0xa0, al
        mov     al, 0x20
        out     0x21, al
        mov     al, 0x28
        out     0xa1, al
        mov     al, 4
        out     0x21, al
        mov     al, 2
        out     0xa1, al
        mov     al, 1
        out     0x21, al
        out     0xa1, al
        mov     al, 0xfe
        out     0x21, al
        mov     al, 0xff
        out     0xa1, al
        mov     al, 0x34                 # 1000 ticks a second
        out     0x43, al
        mov     al, 1193 & 255
        out     0x40, al
        mov     al, 1193 >> 8
        out     0x40, al
        mov     edi, IDT
        mov     ecx, 0x31 * 4
        xor     eax, eax
        rep stosd
        mov     eax, offset tick32
        mov     ecx, 0x20
        call    gate32
        mov     eax, offset fault32
        mov     ecx, 14
        call    gate32
        mov     eax, offset undefined32
        mov     ecx, 6
        call    gate32
        mov     eax, offset trap32
        mov     ecx, 3
        call    gate32
        lidt    [idtr]
        sti
        mov     ecx, 5
1:      hlt
        cmp     [ticks_seen], ecx
        jb      1b
        int3
        ud2                              # the handler steps over it
        cmp     dword ptr [traps_seen], 2
        jne     bad32
        # Devices in memory: screen, interrupt controllers; and on ports: the PCI bus.
        mov     edi, 0xb8000
        mov     ecx, 80
        mov     eax, 0x07200720
        rep stosd
        mov     esi, 0xb8000
        mov     edi, 0xb8140
        mov     ecx, 40
        rep movsd
        mov     byte ptr [0xb8000], 'S'
        or      byte ptr [0xb8001], 8
        movzx   eax, byte ptr [0xb8000]
        mov     eax, [0xfee00030]
        test    eax, eax
        jz      bad32
        mov     dword ptr [0xfec00000], 1
        mov     eax, [0xfec00010]
        xor     ebx, ebx
1:      lea     eax, [ebx + 0x80000000]
        mov     dx, 0xcf8
        out     dx, eax
        mov     dx, 0xcfc
        in      eax, dx
        add     ebx, 0x800
        cmp     ebx, 0x10000
        jb      1b
        # The processor itself.
        mov     ecx, 0x1b
        rdmsr
        test    ah, 8
        jz      bad32
        mov     eax, cr4
        or      eax, 0x600               # SSE
        mov     cr4, eax
        mov     eax, cr0
        and     eax, ~4
        or      eax, 2
        mov     cr0, eax
        call    floats
        mov     esi, offset words_protected
        call    say32

# ---------------------------------------------------------------------------------------------------------------- paging
        mov     edi, TABLES
        mov     eax, 0x87                # present, writable, for users, 4 MiB
        mov     ecx, 1024
1:      stosd
        add     eax, 0x400000
        loop    1b
        mov     dword ptr [TABLES + (FAULT_AT >> 20)], 0
        mov     eax, cr4
        or      eax, 0x10
        mov     cr4, eax
        mov     eax, TABLES
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80010000          # with write protection
        mov     cr0, eax
        jmp     1f
1:      mov     dword ptr [FAULT_AT + 0x100000], 0x600df00d
        cmp     dword ptr [HIGH], 0x600df00d
        jne     bad32
        cmp     dword ptr [faults_seen], 1
        jne     bad32
        mov     ebx, [ticks_seen]
        add     ebx, 5
1:      hlt
        cmp     [ticks_seen], ebx
        jb      1b
        call    floats
        mov     esi, offset words_paging
        call    say32

# ------------------------------------------------------------------------------------------------------------- long mode
        cli
        mov     eax, 0x80000001
        cpuid
        bt      edx, 29
        jnc     bad32
        mov     eax, cr0
        and     eax, 0x7fffffff
        mov     cr0, eax
        mov     edi, TABLES + 0x1000
        mov     ecx, 0x1800
        xor     eax, eax
        rep stosd
        mov     dword ptr [TABLES + 0x1000], TABLES + 0x2007
        mov     dword ptr [TABLES + 0x2000], TABLES + 0x3007
        mov     dword ptr [TABLES + 0x2008], TABLES + 0x4007
        mov     dword ptr [TABLES + 0x2018], TABLES + 0x5007
        mov     edi, TABLES + 0x3000
        mov     eax, 0x87                # 2 MiB
        call    gigabyte
        mov     edi, TABLES + 0x5000
        mov     eax, 0xc0000097          # devices: without cache
        call    gigabyte
        mov     eax, cr4
        or      eax, 0x20
        mov     cr4, eax
        mov     eax, TABLES + 0x1000
        mov     cr3, eax
        mov     ecx, 0xc0000080
        rdmsr
        or      eax, 0x101               # long mode, system calls
        wrmsr
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        .byte   0xea
        .long   kernel64
        .word   0x28

gigabyte:
        mov     ecx, 512
1:      mov     [edi], eax
        add     eax, 0x200000
        add     edi, 8
        loop    1b
        ret

# Gate number ecx leads to eax.
gate32: mov     word ptr [IDT + ecx * 8], ax
        shr     eax, 16
        mov     word ptr [IDT + ecx * 8 + 6], ax
        mov     dword ptr [IDT + ecx * 8 + 2], 0x8e000008 & 0xffff
        mov     byte ptr [IDT + ecx * 8 + 5], 0x8e
        ret

tick32: push    eax
        inc     dword ptr [ticks_seen]
        mov     al, 0x20
        out     0x20, al
        pop     eax
        iretd
fault32: push   eax
        inc     dword ptr [faults_seen]
        mov     eax, cr2
        cmp     eax, FAULT_AT + 0x100000
        jne     bad32
        mov     dword ptr [TABLES + (FAULT_AT >> 20)], 0x87
        invlpg  [FAULT_AT]
        pop     eax
        add     esp, 4
        iretd
undefined32:
        add     dword ptr [esp], 2
trap32: inc     dword ptr [traps_seen]
        iretd

# Floating point in both its kinds; the results are known.
floats: fninit
        fild    dword ptr [nine]
        fsqrt
        fistp   dword ptr [scratch]
        cmp     dword ptr [scratch], 3
        jne     bad32
        movups  xmm0, [ones]
        addps   xmm0, xmm0
        mulps   xmm0, xmm0
        cvttps2dq xmm1, xmm0
        pshufd  xmm1, xmm1, 0x1b
        movd    eax, xmm1
        cmp     eax, 4
        jne     bad32
        movdqu  [scratch], xmm1
        mov     eax, 1
        cpuid
        bt      ecx, 23
        jnc     1f
        mov     eax, 0xff
        popcnt  eax, eax
        cmp     eax, 8
        jne     bad32
1:      ret

say32:  lodsb
        test    al, al
        jz      2f
        mov     ah, al
        mov     dx, 0x3fd
1:      in      al, dx
        test    al, 0x20
        jz      1b
        mov     dx, 0x3f8
        mov     al, ah
        out     dx, al
        jmp     say32
2:      ret

bad32:  mov     esi, offset words_bad
        call    say32
        mov     dx, 0x604
        mov     ax, 0x2000
        out     dx, ax
1:      hlt
        jmp     1b

selector_data: .word 0x10
        .balign 16
ones:   .long   0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000
nine:   .long   9
ticks_seen:  .long 0
faults_seen: .long 0
traps_seen:  .long 0
calls_seen:  .long 0

# --------------------------------------------------------------------------------------- a kernel and its first process
        .code64
kernel64:
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     rsp, STACK
        lgdt    [gdtr64]
        mov     edi, IDT
        mov     ecx, 0x31 * 2
        xor     eax, eax
        rep stosq
        mov     eax, offset tick64
        mov     ecx, 0x20
        call    gate64
        mov     eax, offset fault64
        mov     ecx, 14
        call    gate64
        mov     eax, offset call64
        mov     ecx, 0x30
        call    gate64
        mov     byte ptr [IDT + 0x30 * 16 + 5], 0xee
        lidt    [idtr]
        mov     qword ptr [tss + 4], STACK - 0x1000
        mov     ax, 0x40
        ltr     ax
        mov     eax, [ticks_seen]
        add     eax, 5
        sti
1:      hlt
        cmp     [ticks_seen], eax
        jb      1b
        mov     dword ptr [FAULT_AT + 0x100004], 0x5eed
        cmp     dword ptr [HIGH + 4], 0x5eed
        jne     bad64
        cmp     dword ptr [faults_seen], 2
        jne     bad64
        mov     ecx, 0xc0000100          # base of a segment, as threads have it
        mov     eax, offset scratch
        xor     edx, edx
        wrmsr
        mov     qword ptr [scratch], 42
        cmp     qword ptr fs:[0], 42
        jne     bad64
        swapgs
        swapgs
        mov     rax, 0x123456789abcdef0
        mov     rcx, 0x10
        mul     rcx
        cmp     rdx, 1
        jne     bad64
        cvtsi2sd xmm2, rcx
        sqrtsd  xmm2, xmm2
        cvttsd2si rax, xmm2
        cmp     rax, 4
        jne     bad64
        fxsave  [BUFFER]
        fxrstor [BUFFER]
        mov     eax, [0xfee00030]        # a device in memory, now uncached
        test    eax, eax
        jz      bad64
        wbinvd
        mov     rax, cr3
        mov     cr3, rax
        mov     esi, offset words_long
        call    say64

        push    0x33                     # to a process, which calls back
        push    USER_STACK
        push    0x202
        push    0x3b
        push    offset process
        iretq
process:
        mov     eax, 7
        int     0x30
        cmp     eax, 8
        jne     1f
        mov     ebx, [ticks_seen]
        add     ebx, 5
2:      pause
        cmp     [ticks_seen], ebx
        jb      2b
        mov     eax, 0
        int     0x30
1:      ud2

call64: inc     dword ptr [calls_seen]
        test    eax, eax
        jz      1f
        inc     eax
        iretq
1:      cmp     dword ptr [calls_seen], 2
        jne     bad64
        mov     rsp, STACK
        mov     ax, 0x10
        mov     ss, ax
        mov     esi, offset words_user
        call    say64
        mov     esi, offset words_kernel
        call    say64
        jmp     off64

gate64: shl     ecx, 4
        mov     word ptr [rcx + IDT], ax
        mov     word ptr [rcx + IDT + 2], 0x28
        mov     byte ptr [rcx + IDT + 5], 0x8e
        shr     eax, 16
        mov     word ptr [rcx + IDT + 6], ax
        ret
tick64: push    rax
        inc     dword ptr [ticks_seen]
        mov     al, 0x20
        out     0x20, al
        pop     rax
        iretq
fault64: push   rax
        inc     dword ptr [faults_seen]
        mov     rax, cr2
        cmp     rax, FAULT_AT + 0x100004
        jne     bad64
        mov     dword ptr [TABLES + 0x4000], 0x87
        invlpg  [FAULT_AT]
        pop     rax
        add     rsp, 8
        iretq

say64:  lodsb
        test    al, al
        jz      2f
        mov     ah, al
        mov     dx, 0x3fd
1:      in      al, dx
        test    al, 0x20
        jz      1b
        mov     dx, 0x3f8
        mov     al, ah
        out     dx, al
        jmp     say64
2:      ret
bad64:  mov     esi, offset words_bad
        call    say64
off64:  mov     dx, 0x604
        mov     ax, 0x2000
        out     dx, ax
1:      hlt
        jmp     1b

        .balign 8
gdtr64: .word   gdt_end - gdt - 1
        .quad   gdt

        .balign 512
end:
        .set    SECTORS, (end - start) / 512 - 1
