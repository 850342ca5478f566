/* Stands between a process and its files (LD_PRELOAD), for the tests in tests/tests/crash_*.rs.
 *
 * It watches what lies below the folder BOT_SHIM_ROOT:
 *   BOT_SHIM_LOG=FILE     writes down every change and every sync, in order (format: `line`, read by disk.rs)
 *   BOT_SHIM_KILL_AT=N    kills the process (SIGKILL) at its Nth watched call; a write is cut in half
 *   BOT_SHIM_KILL_IF=FILE counts these calls only while there is this file
 *   BOT_SHIM_FULL_AT=N    from the Nth watched write on, the disk is full (ENOSPC)
 *   BOT_SHIM_FULL_IF=FILE the disk is full for as long as there is this file
 *   BOT_SHIM_DENY=1       nothing can be made, written or removed (EROFS), as where it is mounted so
 *   BOT_SHIM_CLOCK=N      the calendar shows N seconds more, or less, than it is (everywhere)
 *   BOT_SHIM_EIO_AT=N     the Nth watched sync fails (EIO); later ones succeed, as on Linux
 *   BOT_SHIM_EIO_WRITE_AT=N  the Nth watched write or change of length fails (EIO); later ones succeed
 *   BOT_SHIM_EIO_NAME_AT=N   the Nth time a name is made, moved or removed fails (EIO)
 *   BOT_SHIM_SHORT_EVERY=N   every Nth watched write writes half and says so
 * One lock is held over each call and its line, so the order in the log is the order on disk.
 * In log mode syncs are only written down: nothing but the log decides what a power cut keeps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static const char *root;
static int log_fd = -1;
static const char *full_if, *kill_if;
static int deny;
static long kill_at, full_at, eio_at, eio_write_at, eio_name_at, short_every;
static long calls, writes, syncs, changes, names, pieces;
static uint64_t *known;
static size_t known_count;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_sync_file_range)(int, off_t, off_t, unsigned);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_rmdir)(const char *);
static int (*real_mkdir)(const char *, mode_t);

static void put(const void *bytes, size_t count) {
    const char *at = bytes;
    while (count) {
        ssize_t done = real_write(log_fd, at, count);
        if (done <= 0) abort();
        at += done;
        count -= (size_t)done;
    }
}

/* One line of the log: letter, inode, offset, then length and bytes. */
static void line(char what, uint64_t inode, uint64_t offset, const void *bytes, size_t count) {
    if (log_fd < 0) return;
    char head[25];
    uint64_t length = count;
    head[0] = what;
    memcpy(head + 1, &inode, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &length, 8);
    put(head, sizeof head);
    put(bytes, count);
}

static void know(uint64_t inode) {
    for (size_t i = known_count; i-- > 0;)
        if (known[i] == inode) return;
    known = realloc(known, (known_count + 1) * sizeof *known);
    known[known_count++] = inode;
}

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void start(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_sync_file_range = dlsym(RTLD_NEXT, "sync_file_range");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_unlinkat = dlsym(RTLD_NEXT, "unlinkat");
    real_rmdir = dlsym(RTLD_NEXT, "rmdir");
    real_mkdir = dlsym(RTLD_NEXT, "mkdir");
    root = getenv("BOT_SHIM_ROOT");
    kill_at = number("BOT_SHIM_KILL_AT");
    full_at = number("BOT_SHIM_FULL_AT");
    eio_at = number("BOT_SHIM_EIO_AT");
    eio_write_at = number("BOT_SHIM_EIO_WRITE_AT");
    eio_name_at = number("BOT_SHIM_EIO_NAME_AT");
    short_every = number("BOT_SHIM_SHORT_EVERY");
    full_if = getenv("BOT_SHIM_FULL_IF");
    kill_if = getenv("BOT_SHIM_KILL_IF");
    deny = getenv("BOT_SHIM_DENY") != NULL;
    const char *log = getenv("BOT_SHIM_LOG");
    if (log) log_fd = real_open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct stat about;
    if (root && !stat(root, &about)) know(about.st_ino);
}

/* The file of acknowledgements is the test's own: it is written down, but never made to fail. */
static int below(const char *path) {
    if (!root || strncmp(path, root, strlen(root)) || path[strlen(root)] != '/') return 0;
    return log_fd >= 0 || strcmp(path + strlen(root), "/acks");
}

/* The whole path of NAME in the folder DIR is open on. */
static void whole(int dir, const char *name, char out[PATH_MAX]) {
    char link[64];
    ssize_t length = 0;
    if (name[0] != '/' && dir != AT_FDCWD) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        length = readlink(link, out, PATH_MAX - 1);
        if (length < 0) length = 0;
        out[length++] = '/';
    }
    snprintf(out + length, PATH_MAX - (size_t)length, "%s", name);
}

/* The inode FD is open on, if it is a watched one, else 0. */
static uint64_t watched(int fd) {
    struct stat about;
    if (!root || fd == log_fd || fstat(fd, &about)) return 0;
    for (size_t i = known_count; i-- > 0;)
        if (known[i] == about.st_ino) return about.st_ino;
    return 0;
}

static int full(void) {
    struct stat about;
    return (full_at && ++writes >= full_at) || (full_if && !stat(full_if, &about));
}

/* Whether a write fails here, for want of room or otherwise; errno says why. */
static int refused(void) {
    if (full()) errno = ENOSPC;
    else if (eio_write_at && ++changes == eio_write_at) errno = EIO;
    else return 0;
    return 1;
}

static int misnamed(void) {
    if (!eio_name_at || ++names != eio_name_at) return 0;
    errno = EIO;
    return 1;
}

static int denied(void) {
    if (deny) errno = EROFS;
    return deny;
}

static int doomed(void) {
    struct stat about;
    if (kill_if && stat(kill_if, &about)) return 0;
    return ++calls == kill_at;
}

static void die(void) {
    for (;;) kill(getpid(), SIGKILL);
}

static int opened(int dir, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    struct stat about;
    whole(dir, name, path);
    if (!below(path)) return real_openat(dir, name, flags, mode);
    if ((flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && denied()) return -1;
    pthread_mutex_lock(&lock);
    int was = !stat(path, &about);
    if ((flags & (O_CREAT | O_TRUNC)) && doomed()) die();
    if (!was && (flags & O_CREAT) && misnamed()) {
        pthread_mutex_unlock(&lock);
        return -1;
    }
    int fd = real_openat(dir, name, flags, mode);
    if (fd >= 0 && !fstat(fd, &about)) {
        know(about.st_ino);
        if (!was) {
            line('C', about.st_ino, 0, path, strlen(path));
        } else if (flags & O_TRUNC) {
            line('T', about.st_ino, 0, "", 0);
        }
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define OPEN(NAME)                                                                              \
    int NAME(const char *path, int flags, ...) {                                                \
        va_list rest;                                                                           \
        va_start(rest, flags);                                                                  \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                 \
        va_end(rest);                                                                           \
        return opened(AT_FDCWD, path, flags, mode);                                             \
    }
#define OPENAT(NAME)                                                                            \
    int NAME(int dir, const char *path, int flags, ...) {                                       \
        va_list rest;                                                                           \
        va_start(rest, flags);                                                                  \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                 \
        va_end(rest);                                                                           \
        return opened(dir, path, flags, mode);                                                  \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

static ssize_t put_at(int fd, uint64_t inode, const void *bytes, size_t count, off_t offset, int seek) {
    if (doomed()) {
        if (seek) real_write(fd, bytes, count / 2);
        else real_pwrite(fd, bytes, count / 2, offset);
        die();
    }
    if (refused()) return -1;
    if (short_every && ++pieces % short_every == 0 && count > 1) count /= 2;
    ssize_t done = seek ? real_write(fd, bytes, count) : real_pwrite(fd, bytes, count, offset);
    if (done > 0) line('W', inode, (uint64_t)offset, bytes, (size_t)done);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    pthread_mutex_lock(&lock);
    uint64_t inode = watched(fd);
    ssize_t done;
    if (inode) {
        int end = fcntl(fd, F_GETFL) & O_APPEND;
        off_t offset = lseek(fd, 0, end ? SEEK_END : SEEK_CUR);
        done = put_at(fd, inode, bytes, count, offset, 1);
    }
    pthread_mutex_unlock(&lock);
    return inode ? done : real_write(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
    pthread_mutex_lock(&lock);
    uint64_t inode = watched(fd);
    ssize_t done = inode ? put_at(fd, inode, bytes, count, offset, 0) : 0;
    pthread_mutex_unlock(&lock);
    return inode ? done : real_pwrite(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return pwrite64(fd, bytes, count, offset);
}

int ftruncate64(int fd, off_t length) {
    pthread_mutex_lock(&lock);
    uint64_t inode = watched(fd);
    int done;
    if (inode && doomed()) die();
    if (inode && refused()) {
        done = -1;
    } else {
        done = real_ftruncate(fd, length);
    }
    if (inode && !done) line('T', inode, (uint64_t)length, "", 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* Folders are watched too: a folder's inode is known from its mkdir. */
static int synced(int fd, int (*real)(int)) {
    pthread_mutex_lock(&lock);
    uint64_t inode = watched(fd);
    int done = 0;
    if (inode && doomed()) die();
    if (inode && ++syncs == eio_at) {
        errno = EIO;
        done = -1;
    } else if (log_fd < 0 || !inode) {
        done = real(fd);
    }
    if (inode && !done) line('S', inode, 0, "", 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

/* Keeps nothing: neither the file's length nor what lies in the disk's cache. */
int sync_file_range(int fd, off_t offset, off_t count, unsigned flags) {
    pthread_mutex_lock(&lock);
    uint64_t inode = watched(fd);
    if (inode && doomed()) die();
    pthread_mutex_unlock(&lock);
    return inode ? 0 : real_sync_file_range(fd, offset, count, flags);
}

int rename(const char *from, const char *to) {
    if (!below(from) && !below(to)) return real_rename(from, to);
    if (denied()) return -1;
    char both[2 * PATH_MAX];
    pthread_mutex_lock(&lock);
    if (doomed()) die();
    int done = misnamed() ? -1 : real_rename(from, to);
    int length = snprintf(both, sizeof both, "%s%c%s", from, 0, to);
    if (!done) line('R', 0, 0, both, (size_t)length);
    pthread_mutex_unlock(&lock);
    return done;
}

static int removed(const char *path, int done) {
    if (!done) line('U', 0, 0, path, strlen(path));
    pthread_mutex_unlock(&lock);
    return done;
}

static int watch_path(const char *path) {
    if (!below(path)) return 0;
    pthread_mutex_lock(&lock);
    if (doomed()) die();
    return 1;
}

int unlink(const char *path) {
    if (below(path) && denied()) return -1;
    return watch_path(path) ? removed(path, misnamed() ? -1 : real_unlink(path)) : real_unlink(path);
}

int rmdir(const char *path) {
    return watch_path(path) ? removed(path, misnamed() ? -1 : real_rmdir(path)) : real_rmdir(path);
}

int unlinkat(int dir, const char *name, int flags) {
    char path[PATH_MAX];
    whole(dir, name, path);
    int watch = watch_path(path);
    int done = watch && misnamed() ? -1 : real_unlinkat(dir, name, flags);
    return watch ? removed(path, done) : done;
}

int mkdir(const char *path, mode_t mode) {
    if (below(path) && access(path, F_OK) && denied()) return -1;
    if (!watch_path(path)) return real_mkdir(path, mode);
    struct stat about;
    int done = access(path, F_OK) && misnamed() ? -1 : real_mkdir(path, mode);
    if (!done && !stat(path, &about)) {
        know(about.st_ino);
        line('M', about.st_ino, 0, path, strlen(path));
    }
    pthread_mutex_unlock(&lock);
    return done;
}

/* Asked before any constructor ran, by the loader's own libraries too. */
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    static long ahead;
    if (!real) {
        ahead = number("BOT_SHIM_CLOCK");
        real = dlsym(RTLD_NEXT, "clock_gettime");
    }
    int done = real(clock, now);
    if (!done && clock == CLOCK_REALTIME) now->tv_sec += ahead;
    return done;
}
