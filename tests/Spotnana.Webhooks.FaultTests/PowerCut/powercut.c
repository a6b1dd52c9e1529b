/*
 * A power cut for one folder, as an LD_PRELOAD library.
 *
 * What a program writes below POWERCUT_WATCH is remembered in memory, and reaches the copy of the file below
 * POWERCUT_SHADOW only inside fsync or fdatasync, after the real call succeeded and before it returns. When the process
 * is killed, the shadow folder is what a disk would hold whose power failed at that moment: nothing that was not synced.
 *
 * POWERCUT_WATCH   the folder, absolute, without symbolic links
 * POWERCUT_SHADOW  an exact copy of it when the process starts
 * POWERCUT_REPORT  a file that gets one line per sync, and one per thing that this library cannot follow ("unfollowed ...")
 * POWERCUT_IGNORE  endings of names, separated by ':', whose syncs count as not done
 * POWERCUT_AT      "FILE NUMBER": of this sync of this file half reaches the shadow, then the process gets SIGKILL
 * POWERCUT_FAIL    "FILE NUMBER": this sync of this file is not done and fails with EIO
 * POWERCUT_FULL    a file: while it exists every write fails with ENOSPC
 *
 * Files that end in "-shm" are left out: SQLite maps them into memory and builds them anew from the WAL.
 * Creating, deleting and renaming follow at once. A file that was never synced has no shadow; renamed, it leaves an empty one.
 * A failed sync drops what it was to write: so does the kernel, and a second sync that succeeds does not bring it back.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE, TRUNCATE, EXTEND };

struct op {
    struct op *next;
    enum kind kind;
    off64_t offset; /* of TRUNCATE and EXTEND: the new length */
    size_t length;
    unsigned char bytes[];
};

/* One file, told by its inode, so that duplicated and re-opened descriptors need no care. */
struct file {
    struct file *next;
    dev_t device;
    ino_t inode;
    mode_t mode;
    bool ignored;
    bool gone;
    pthread_mutex_t order; /* a write and its record, or taking the records, at a time */
    pthread_mutex_t syncs; /* one sync at a time, so that the shadow is written in order */
    struct op *first, *last;
    char name[PATH_MAX];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;
static struct file *files; /* never shrinks: a file that is gone stays, marked */
static char watch[PATH_MAX], shadow[PATH_MAX];
static size_t watch_length;
static const char *ignore, *full;
static int report = -1;
static struct moment { char file[PATH_MAX]; long number, count; } cut_at, fail_at;

#define REAL(type, name, ...)                                                      \
    static type (*real_##name)(__VA_ARGS__);                                       \
    if (!real_##name)                                                              \
        real_##name = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int real_open(const char *path, int flags, mode_t mode)
{
    REAL(int, open64, const char *, int, ...);
    return real_open64(path, flags, mode);
}

static ssize_t real_pwrite(int fd, const void *bytes, size_t length, off64_t offset)
{
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return real_pwrite64(fd, bytes, length, offset);
}

static int real_truncate(int fd, off64_t length)
{
    REAL(int, ftruncate64, int, off64_t);
    return real_ftruncate64(fd, length);
}

static int real_close(int fd)
{
    REAL(int, close, int);
    return real_close(fd);
}

static void die(const char *what)
{
    dprintf(STDERR_FILENO, "powercut: %s: %s\n", what, strerror(errno));
    abort();
}

static void tell(const char *what, const char *name, long long number)
{
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%s %s %lld\n", what, name, number);
    REAL(ssize_t, write, int, const void *, size_t);
    if (report >= 0 && real_write(report, line, (size_t)length) != length)
        die("report");
}

static void read_moment(const char *variable, struct moment *m)
{
    const char *text = getenv(variable);
    if (text && sscanf(text, "%4000s %ld", m->file, &m->number) != 2)
        die(variable);
}

/* True once: at the given sync of the given file. */
static bool is_now(struct moment *m, const char *name)
{
    return m->number > 0 && strcmp(m->file, name) == 0 && __atomic_add_fetch(&m->count, 1, __ATOMIC_SEQ_CST) == m->number;
}

static void start(void)
{
    const char *w = getenv("POWERCUT_WATCH"), *s = getenv("POWERCUT_SHADOW"), *r = getenv("POWERCUT_REPORT");
    if (!w || !s)
        return;
    if (strlen(w) >= sizeof watch || strlen(s) >= sizeof shadow)
        die("path too long");
    strcpy(shadow, s);
    ignore = getenv("POWERCUT_IGNORE");
    full = getenv("POWERCUT_FULL");
    read_moment("POWERCUT_AT", &cut_at);
    read_moment("POWERCUT_FAIL", &fail_at);
    if (r && (report = real_open(r, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
        die(r);
    strcpy(watch, w);
    watch_length = strlen(watch);
    tell("watching", watch, getpid());
}

static bool on(void)
{
    pthread_once(&once, start);
    return watch_length > 0;
}

__attribute__((constructor)) static void load(void)
{
    on();
}

static bool ends_in(const char *name, const char *ending, size_t length)
{
    size_t all = strlen(name);
    return length > 0 && all >= length && memcmp(name + all - length, ending, length) == 0;
}

static bool is_ignored(const char *name)
{
    for (const char *from = ignore; from && *from;) {
        size_t length = strcspn(from, ":");
        if (ends_in(name, from, length))
            return true;
        from += length + (from[length] == ':');
    }
    return false;
}

/* The part of a path below the watched folder; null when it is not there or is left out. */
static const char *below(const char *path)
{
    if (strncmp(path, watch, watch_length) != 0 || path[watch_length] != '/')
        return NULL;
    return ends_in(path, "-shm", 4) ? NULL : path + watch_length + 1;
}

static struct file *find_inode(dev_t device, ino_t inode)
{
    struct file *f;
    pthread_mutex_lock(&table);
    for (f = files; f && (f->gone || f->inode != inode || f->device != device); f = f->next)
        ;
    pthread_mutex_unlock(&table);
    return f;
}

static struct file *find(int fd)
{
    struct stat64 s;
    int error = errno;
    struct file *f = NULL;
    if (on() && fd >= 0 && fstat64(fd, &s) == 0 && S_ISREG(s.st_mode))
        f = find_inode(s.st_dev, s.st_ino);
    errno = error;
    return f;
}

static void record(struct file *f, enum kind kind, off64_t offset, const void *bytes, size_t length)
{
    struct op *o = malloc(sizeof *o + length);
    if (!o)
        die("out of memory");
    o->next = NULL;
    o->kind = kind;
    o->offset = offset;
    o->length = length;
    if (length > 0)
        memcpy(o->bytes, bytes, length);
    if (f->last)
        f->last->next = o;
    else
        f->first = o;
    f->last = o;
}

static void record_vector(struct file *f, off64_t offset, const struct iovec *parts, int count, size_t written)
{
    for (int i = 0; i < count && written > 0; i++) {
        size_t n = parts[i].iov_len < written ? parts[i].iov_len : written;
        record(f, WRITE, offset, parts[i].iov_base, n);
        offset += (off64_t)n;
        written -= n;
    }
}

static void drop(struct op *o)
{
    while (o) {
        struct op *next = o->next;
        free(o);
        o = next;
    }
}

/* ---- the shadow ---- */

static void shadow_path(char *path, size_t size, const char *name)
{
    if ((size_t)snprintf(path, size, "%s/%s", shadow, name) >= size)
        die("path too long");
    for (char *slash = path + strlen(shadow) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = 0;
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            die(path);
    }
}

static int open_shadow(const char *name, mode_t mode, int flags)
{
    char path[2 * PATH_MAX];
    shadow_path(path, sizeof path, name);
    int fd = real_open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode & 0777);
    if (fd < 0)
        die(path);
    return fd;
}

static void write_shadow(int fd, const unsigned char *bytes, size_t length, off64_t offset)
{
    while (length > 0) {
        ssize_t n = real_pwrite(fd, bytes, length, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            die("shadow write");
        bytes += n;
        offset += n;
        length -= (size_t)n;
    }
}

static long long apply(struct file *f, struct op *ops, bool cut)
{
    long long bytes = 0, number = 0, limit = -1;
    int fd = open_shadow(f->name, f->mode, 0);
    if (cut) {
        limit = 0;
        for (struct op *o = ops; o; o = o->next)
            limit++;
        limit /= 2;
    }
    for (struct op *o = ops; o; o = o->next) {
        struct stat64 s;
        if (number++ == limit) {
            /* Half of the records, and of the next one its first sectors. */
            if (o->kind == WRITE)
                write_shadow(fd, o->bytes, o->length / 2 & ~(size_t)511, o->offset);
            tell("cut", f->name, bytes);
            kill(getpid(), SIGKILL);
            for (;;)
                pause();
        }
        switch (o->kind) {
        case WRITE:
            write_shadow(fd, o->bytes, o->length, o->offset);
            bytes += (long long)o->length;
            break;
        case TRUNCATE:
            if (real_truncate(fd, o->offset) != 0)
                die("shadow truncate");
            break;
        case EXTEND:
            if (fstat64(fd, &s) != 0 || (s.st_size < o->offset && real_truncate(fd, o->offset) != 0))
                die("shadow extend");
            break;
        }
    }
    real_close(fd);
    return bytes;
}

static int sync_file(int fd, int (*real)(int))
{
    struct file *f = find(fd);
    if (!f)
        return real(fd);

    pthread_mutex_lock(&f->syncs);
    pthread_mutex_lock(&f->order);
    struct op *ops = f->first;
    if (!f->ignored)
        f->first = f->last = NULL;
    pthread_mutex_unlock(&f->order);

    /* A sync with nothing to write is not counted. */
    bool fails = ops && is_now(&fail_at, f->name), cut = ops && is_now(&cut_at, f->name);
    int result = fails ? -1 : real(fd), error = fails ? EIO : errno;
    if (f->ignored) {
        tell("ignored", f->name, 0);
    } else if (result != 0) {
        tell("failed", f->name, error);
        drop(ops);
    } else {
        if (ops && !f->gone)
            tell("sync", f->name, apply(f, ops, cut));
        drop(ops);
    }
    pthread_mutex_unlock(&f->syncs);
    errno = error;
    return result;
}

/* ---- names ---- */

static void opened(int fd, int flags)
{
    char link[64], path[PATH_MAX];
    struct stat64 s;
    int error = errno;
    if (!on() || fd < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0) {
        path[length] = 0;
        const char *name = below(path);
        if (name && fstat64(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_nlink > 0) {
            struct file *f = find_inode(s.st_dev, s.st_ino);
            if (!f) {
                f = calloc(1, sizeof *f);
                if (!f)
                    die("out of memory");
                f->device = s.st_dev;
                f->inode = s.st_ino;
                f->mode = s.st_mode;
                strcpy(f->name, name);
                f->ignored = is_ignored(name);
                pthread_mutex_init(&f->order, NULL);
                pthread_mutex_init(&f->syncs, NULL);
                pthread_mutex_lock(&table);
                f->next = files;
                files = f;
                pthread_mutex_unlock(&table);
            }
            if (flags & O_TRUNC) {
                pthread_mutex_lock(&f->order);
                record(f, TRUNCATE, 0, NULL, 0);
                pthread_mutex_unlock(&f->order);
            }
        }
    }
    errno = error;
}

static bool real_name(int folder, const char *path, char *resolved)
{
    char at[PATH_MAX + 32];
    int error = errno;
    if (path[0] == '/' || folder == AT_FDCWD)
        snprintf(at, sizeof at, "%s", path);
    else
        snprintf(at, sizeof at, "/proc/self/fd/%d/%s", folder, path);
    bool found = on() && realpath(at, resolved) != NULL;
    errno = error;
    return found;
}

static void forget(const char *name)
{
    pthread_mutex_lock(&table);
    for (struct file *f = files; f; f = f->next)
        if (!f->gone && strcmp(f->name, name) == 0)
            f->gone = true;
    pthread_mutex_unlock(&table);
}

static void removed(const char *path)
{
    char copy[2 * PATH_MAX];
    int error = errno;
    const char *name = below(path);
    if (name) {
        REAL(int, unlink, const char *);
        forget(name);
        shadow_path(copy, sizeof copy, name);
        if (real_unlink(copy) != 0 && errno != ENOENT && errno != EISDIR)
            die(copy);
        tell("unlink", name, 0);
    }
    errno = error;
}

static void renamed(const char *from, const char *to)
{
    char copy_from[2 * PATH_MAX], copy_to[2 * PATH_MAX];
    int error = errno;
    const char *old = below(from), *new = below(to);
    if (old && new) {
        REAL(int, rename, const char *, const char *);
        forget(new);
        pthread_mutex_lock(&table);
        for (struct file *f = files; f; f = f->next)
            if (!f->gone && strcmp(f->name, old) == 0) {
                strcpy(f->name, new);
                f->ignored = is_ignored(new);
            }
        pthread_mutex_unlock(&table);
        shadow_path(copy_from, sizeof copy_from, old);
        shadow_path(copy_to, sizeof copy_to, new);
        if (real_rename(copy_from, copy_to) != 0) {
            if (errno != ENOENT)
                die(copy_to);
            real_close(open_shadow(new, 0600, O_TRUNC));
        }
        tell("rename", new, 0);
    } else if (old) {
        removed(from);
    } else if (new) {
        tell("unfollowed rename", new, 0);
    }
    errno = error;
}

/* ---- what is put in front of the C library ---- */

#define MODE(flags, mode)                                                          \
    mode_t mode = 0;                                                               \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                                       \
        va_list rest;                                                              \
        va_start(rest, flags);                                                     \
        mode = va_arg(rest, mode_t);                                               \
        va_end(rest);                                                              \
    }

#define OPEN(fn)                                                                   \
    int fn(const char *path, int flags, ...)                                       \
    {                                                                              \
        MODE(flags, mode)                                                          \
        REAL(int, fn, const char *, int, ...);                                     \
        int fd = real_##fn(path, flags, mode);                                     \
        opened(fd, flags);                                                         \
        return fd;                                                                 \
    }

#define OPENAT(fn)                                                                 \
    int fn(int folder, const char *path, int flags, ...)                           \
    {                                                                              \
        MODE(flags, mode)                                                          \
        REAL(int, fn, int, const char *, int, ...);                                \
        int fd = real_##fn(folder, path, flags, mode);                             \
        opened(fd, flags);                                                         \
        return fd;                                                                 \
    }

#define CREAT(fn)                                                                  \
    int fn(const char *path, mode_t mode)                                          \
    {                                                                              \
        REAL(int, fn, const char *, mode_t);                                       \
        int fd = real_##fn(path, mode);                                            \
        opened(fd, O_WRONLY | O_TRUNC);                                            \
        return fd;                                                                 \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
CREAT(creat)
CREAT(creat64)

#define UNLESS_FULL(call) (f && full && access(full, F_OK) == 0 ? (errno = ENOSPC, -1) : (call))

/* Runs `call` and then `record` in one piece, so that records stand in the order of the writes. */
#define FOLLOW(type, fd, call, keep)                                               \
    struct file *f = find(fd);                                                     \
    if (!f)                                                                        \
        return call;                                                               \
    pthread_mutex_lock(&f->order);                                                 \
    type result = call;                                                            \
    int error = errno;                                                             \
    keep;                                                                          \
    pthread_mutex_unlock(&f->order);                                               \
    errno = error;                                                                 \
    return result

ssize_t write(int fd, const void *bytes, size_t length)
{
    REAL(ssize_t, write, int, const void *, size_t);
    FOLLOW(ssize_t, fd, UNLESS_FULL(real_write(fd, bytes, length)),
        if (result > 0) record(f, WRITE, lseek64(fd, 0, SEEK_CUR) - result, bytes, (size_t)result));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    REAL(ssize_t, writev, int, const struct iovec *, int);
    FOLLOW(ssize_t, fd, UNLESS_FULL(real_writev(fd, parts, count)),
        if (result > 0) record_vector(f, lseek64(fd, 0, SEEK_CUR) - result, parts, count, (size_t)result));
}

#define PWRITE(fn)                                                                 \
    ssize_t fn(int fd, const void *bytes, size_t length, off64_t offset)           \
    {                                                                              \
        REAL(ssize_t, fn, int, const void *, size_t, off64_t);                     \
        FOLLOW(ssize_t, fd, UNLESS_FULL(real_##fn(fd, bytes, length, offset)),     \
            if (result > 0) record(f, WRITE, offset, bytes, (size_t)result));      \
    }

#define PWRITEV(fn)                                                                \
    ssize_t fn(int fd, const struct iovec *parts, int count, off64_t offset)       \
    {                                                                              \
        REAL(ssize_t, fn, int, const struct iovec *, int, off64_t);                \
        FOLLOW(ssize_t, fd, UNLESS_FULL(real_##fn(fd, parts, count, offset)),      \
            if (result > 0) record_vector(f, offset, parts, count, (size_t)result)); \
    }

#define FTRUNCATE(fn)                                                              \
    int fn(int fd, off64_t length)                                                 \
    {                                                                              \
        REAL(int, fn, int, off64_t);                                               \
        FOLLOW(int, fd, real_##fn(fd, length),                                     \
            if (result == 0) record(f, TRUNCATE, length, NULL, 0));                \
    }

#define POSIX_FALLOCATE(fn)                                                        \
    int fn(int fd, off64_t offset, off64_t length)                                 \
    {                                                                              \
        REAL(int, fn, int, off64_t, off64_t);                                      \
        FOLLOW(int, fd, real_##fn(fd, offset, length),                             \
            if (result == 0) record(f, EXTEND, offset + length, NULL, 0));         \
    }

#define FALLOCATE(fn)                                                              \
    int fn(int fd, int mode, off64_t offset, off64_t length)                       \
    {                                                                              \
        REAL(int, fn, int, int, off64_t, off64_t);                                 \
        FOLLOW(int, fd, real_##fn(fd, mode, offset, length),                       \
            if (result == 0 && mode == 0) record(f, EXTEND, offset + length, NULL, 0); \
            else if (result == 0) tell("unfollowed fallocate", f->name, mode));    \
    }

#define TRUNCATE_PATH(fn)                                                          \
    int fn(const char *path, off64_t length)                                       \
    {                                                                              \
        char resolved[PATH_MAX];                                                   \
        REAL(int, fn, const char *, off64_t);                                      \
        int result = real_##fn(path, length);                                      \
        if (result == 0 && real_name(AT_FDCWD, path, resolved) && below(resolved)) \
            tell("unfollowed truncate", below(resolved), length);                  \
        return result;                                                             \
    }

#define MMAP(fn)                                                                   \
    void *fn(void *address, size_t length, int protection, int flags, int fd, off64_t offset) \
    {                                                                              \
        REAL(void *, fn, void *, size_t, int, int, int, off64_t);                  \
        struct file *f = (flags & MAP_SHARED) && (protection & PROT_WRITE) ? find(fd) : NULL; \
        if (f)                                                                     \
            tell("unfollowed mmap", f->name, (long long)length);                   \
        return real_##fn(address, length, protection, flags, fd, offset);          \
    }

PWRITE(pwrite)
PWRITE(pwrite64)
PWRITEV(pwritev)
PWRITEV(pwritev64)
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)
POSIX_FALLOCATE(posix_fallocate)
POSIX_FALLOCATE(posix_fallocate64)
FALLOCATE(fallocate)
FALLOCATE(fallocate64)
TRUNCATE_PATH(truncate)
TRUNCATE_PATH(truncate64)
MMAP(mmap)
MMAP(mmap64)

ssize_t copy_file_range(int from, off64_t *from_offset, int to, off64_t *to_offset, size_t length, unsigned int flags)
{
    REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned int);
    struct file *f = find(to);
    if (f)
        tell("unfollowed copy_file_range", f->name, (long long)length);
    return real_copy_file_range(from, from_offset, to, to_offset, length, flags);
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t length)
{
    REAL(ssize_t, sendfile64, int, int, off64_t *, size_t);
    struct file *f = find(to);
    if (f)
        tell("unfollowed sendfile", f->name, (long long)length);
    return real_sendfile64(to, from, offset, length);
}

int fsync(int fd)
{
    REAL(int, fsync, int);
    return sync_file(fd, real_fsync);
}

int fdatasync(int fd)
{
    REAL(int, fdatasync, int);
    return sync_file(fd, real_fdatasync);
}

int unlink(const char *path)
{
    char resolved[PATH_MAX];
    REAL(int, unlink, const char *);
    bool known = real_name(AT_FDCWD, path, resolved);
    int result = real_unlink(path);
    if (result == 0 && known)
        removed(resolved);
    return result;
}

int unlinkat(int folder, const char *path, int flags)
{
    char resolved[PATH_MAX];
    REAL(int, unlinkat, int, const char *, int);
    bool known = real_name(folder, path, resolved);
    int result = real_unlinkat(folder, path, flags);
    if (result == 0 && known && !(flags & AT_REMOVEDIR))
        removed(resolved);
    return result;
}

int remove(const char *path)
{
    char resolved[PATH_MAX];
    REAL(int, remove, const char *);
    bool known = real_name(AT_FDCWD, path, resolved);
    int result = real_remove(path);
    if (result == 0 && known)
        removed(resolved);
    return result;
}

int rename(const char *from, const char *to)
{
    char before[PATH_MAX], after[PATH_MAX];
    REAL(int, rename, const char *, const char *);
    bool known = real_name(AT_FDCWD, from, before);
    int result = real_rename(from, to);
    if (result == 0 && known && real_name(AT_FDCWD, to, after))
        renamed(before, after);
    return result;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    char before[PATH_MAX], after[PATH_MAX];
    REAL(int, renameat, int, const char *, int, const char *);
    bool known = real_name(from_folder, from, before);
    int result = real_renameat(from_folder, from, to_folder, to);
    if (result == 0 && known && real_name(to_folder, to, after))
        renamed(before, after);
    return result;
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
    char before[PATH_MAX], after[PATH_MAX];
    REAL(int, renameat2, int, const char *, int, const char *, unsigned int);
    bool known = real_name(from_folder, from, before);
    int result = real_renameat2(from_folder, from, to_folder, to, flags);
    if (result == 0 && known && real_name(to_folder, to, after)) {
        if (flags & RENAME_EXCHANGE)
            tell("unfollowed renameat2", after, flags);
        else
            renamed(before, after);
    }
    return result;
}

int link(const char *from, const char *to)
{
    char after[PATH_MAX];
    REAL(int, link, const char *, const char *);
    int result = real_link(from, to);
    if (result == 0 && real_name(AT_FDCWD, to, after) && below(after))
        tell("unfollowed link", below(after), 0);
    return result;
}
