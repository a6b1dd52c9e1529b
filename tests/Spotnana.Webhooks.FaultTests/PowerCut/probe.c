/*
 * Does what its arguments say to files in the current folder, one after the other, to show what the shadow then holds:
 *   write FILE OFFSET TEXT   append FILE TEXT   vector FILE OFFSET TEXT TEXT   truncate FILE LENGTH   extend FILE LENGTH
 *   sync FILE   datasync FILE   trysync FILE (which must fail)   unlink FILE   rename FROM TO   empty FILE (opened with O_TRUNC)   map FILE   kill
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

static void check(int good, const char *what)
{
    if (!good) {
        perror(what);
        exit(1);
    }
}

static int open_file(const char *name, int flags)
{
    int fd = open(name, O_RDWR | O_CREAT | flags, 0600);
    check(fd >= 0, name);
    return fd;
}

int main(int count, char **word)
{
    for (int i = 1; i < count;) {
        const char *verb = word[i++];
        if (strcmp(verb, "kill") == 0)
            kill(getpid(), SIGKILL);
        const char *name = word[i++];
        if (strcmp(verb, "rename") == 0) {
            check(rename(name, word[i++]) == 0, verb);
            continue;
        }
        if (strcmp(verb, "unlink") == 0) {
            check(unlink(name) == 0, verb);
            continue;
        }
        int fd = open_file(name, strcmp(verb, "empty") == 0 ? O_TRUNC : strcmp(verb, "append") == 0 ? O_APPEND : 0);
        if (strcmp(verb, "write") == 0) {
            off_t offset = atol(word[i++]);
            const char *text = word[i++];
            check(pwrite(fd, text, strlen(text), offset) == (ssize_t)strlen(text), verb);
        } else if (strcmp(verb, "append") == 0) {
            const char *text = word[i++];
            check(write(fd, text, strlen(text)) == (ssize_t)strlen(text), verb);
        } else if (strcmp(verb, "vector") == 0) {
            off_t offset = atol(word[i++]);
            struct iovec parts[2] = {{word[i], strlen(word[i])}, {word[i + 1], strlen(word[i + 1])}};
            i += 2;
            check(pwritev(fd, parts, 2, offset) == (ssize_t)(parts[0].iov_len + parts[1].iov_len), verb);
        } else if (strcmp(verb, "truncate") == 0) {
            check(ftruncate(fd, atol(word[i++])) == 0, verb);
        } else if (strcmp(verb, "extend") == 0) {
            check(posix_fallocate(fd, 0, atol(word[i++])) == 0, verb);
        } else if (strcmp(verb, "sync") == 0) {
            check(fsync(fd) == 0, verb);
        } else if (strcmp(verb, "trysync") == 0) {
            check(fsync(fd) == -1, "fsync should have failed");
        } else if (strcmp(verb, "datasync") == 0) {
            check(fdatasync(fd) == 0, verb);
        } else if (strcmp(verb, "map") == 0) {
            check(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED, verb);
        } else {
            check(strcmp(verb, "empty") == 0, verb);
        }
        close(fd);
    }
    return 0;
}
