/* A disk that fails when it is told to, under every file whose name holds ".sqlite3".
 *
 * Preloaded into the service. What is to happen stands in a small file that test and service both map
 * (see disk.py): which calls are counted, at which of them it happens, and what. Nothing else is changed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2 };

struct orders {
    int64_t counted; /* WRITES, SYNCS or both; 0: nothing happens */
    int64_t left;    /* it happens at the call that brings this to 0 */
    int64_t error;   /* errno of that call; -1: the process is killed before it */
    int64_t fired;   /* how many calls failed so far */
    int64_t room;    /* bytes that each file may have; -1: as many as it likes */
};

static struct orders *orders;

__attribute__((constructor)) static void read_orders(void)
{
    const char *path = getenv("TEST_DISK_ORDERS");
    int fd = path ? open(path, O_RDWR) : -1;
    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped != MAP_FAILED)
        orders = mapped;
}

static int is_ours(int fd)
{
    char link[32], name[4096];
    if (!orders || (!orders->counted && orders->room < 0))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0)
        return 0;
    name[length] = 0;
    return strstr(name, ".sqlite3") != NULL;
}

/* The errno with which this call fails, 0 where it does not. */
static int fails(int kind)
{
    if (!(orders->counted & kind) || __atomic_sub_fetch(&orders->left, 1, __ATOMIC_SEQ_CST) != 0)
        return 0;
    while (orders->error < 0)
        kill(getpid(), SIGKILL);
    __atomic_add_fetch(&orders->fired, 1, __ATOMIC_SEQ_CST);
    return (int)orders->error;
}

/* How many of these bytes still fit; a full disk takes what fits, and lets what is there be written over. */
static ssize_t that_fit(size_t count, off_t offset)
{
    if (orders->room < 0 || offset + (off_t)count <= orders->room)
        return (ssize_t)count;
    __atomic_add_fetch(&orders->fired, 1, __ATOMIC_SEQ_CST);
    return offset < orders->room ? (ssize_t)(orders->room - offset) : -1;
}

static ssize_t failed(int error)
{
    errno = error;
    return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static ssize_t written(int fd, const void *bytes, size_t count, off_t offset)
{
    if (is_ours(fd)) {
        int error = fails(WRITES);
        if (error)
            return failed(error);
        ssize_t fit = that_fit(count, offset);
        if (fit < 0)
            return failed(ENOSPC);
        count = (size_t)fit;
    }
    return REAL(pwrite)(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return written(fd, bytes, count, offset); }

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return written(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count)
{
    int error = is_ours(fd) ? fails(WRITES) : 0;
    return error ? failed(error) : REAL(write)(fd, bytes, count);
}

int fsync(int fd)
{
    int error = is_ours(fd) ? fails(SYNCS) : 0;
    return error ? (int)failed(error) : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    int error = is_ours(fd) ? fails(SYNCS) : 0;
    return error ? (int)failed(error) : REAL(fdatasync)(fd);
}
