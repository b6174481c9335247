// The C++ side of scripts/peers/compare: a libcuckoo::cuckoohash_map of 100-byte values.
//
// It reads commands from standard input and answers each with one line of JSON. The other side,
// Tests/Bench/Sources/EngineBench, takes the same commands, and gives the same operations in the
// same order, which `operationsChecksum` shows:
//
//   load COUNT THREADS [timed]                       grows the map to COUNT records
//   run DISTRIBUTION READ% THREADS BATCH SECONDS     DISTRIBUTION is uniform or zipf; BATCH is 1,
//                                                    as libcuckoo has no way to ask ahead
//   memory                                           what the process holds for the records
#include <libcuckoo/cuckoohash_map.hh>

#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr size_t valueByteCount = 100;
// Enough that a thread's operations do not stay in the cache; a power of two.
constexpr size_t operationCount = size_t{1} << 22;
constexpr size_t operationsBetweenClockReadings = 4096;
constexpr size_t insertsBetweenClockReadings = 256;
constexpr double warmUpSeconds = 0.2;

struct Value {
    unsigned char bytes[valueByteCount];
};

// The default hash of an integer is the integer: keys come mixed, so libcuckoo pays for no hash.
using Map = libcuckoo::cuckoohash_map<uint64_t, Value>;

// MARK: Keys and operations; the same as in Operations.swift

// The key of the record with this index: 63 bits, each step one to one.
uint64_t keyOf(uint64_t index) {
    constexpr uint64_t mask = ~uint64_t{0} >> 1;
    uint64_t key = (index + 1) * 0x9e3779b97f4a7c15 & mask;
    key ^= key >> 31;
    key = key * 0xbf58476d1ce4e5b9 & mask;
    key ^= key >> 29;
    key = key * 0x94d049bb133111eb & mask;
    return key ^ key >> 32;
}

// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Generator {
    uint64_t state;
    uint64_t next() {
        uint64_t z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    uint64_t below(uint64_t bound) {
        return static_cast<uint64_t>(static_cast<unsigned __int128>(next()) * bound >> 64);
    }
};

// YCSB's Zipfian ranks (Gray et al., "Quickly generating billion-record synthetic databases",
// SIGMOD 1994), exponent 0.99.
struct Zipf {
    static constexpr double theta = 0.99;
    double count, zeta = 0, eta;
    explicit Zipf(uint64_t records) : count(static_cast<double>(records)) {
        for (uint64_t rank = 1; rank <= records; rank++) {
            zeta += 1 / std::pow(static_cast<double>(rank), theta);
        }
        const double zetaOfTwo = 1 + std::pow(0.5, theta);
        eta = (1 - std::pow(2 / count, 1 - theta)) / (1 - zetaOfTwo / zeta);
    }
    uint64_t rank(uint64_t random) const {
        const double u = static_cast<double>(random >> 11) * 0x1p-53;
        if (u * zeta < 1) return 0;
        if (u * zeta < 1 + std::pow(0.5, theta)) return 1;
        const double rank = count * std::pow(eta * u - eta + 1, 1 / (1 - theta));
        return static_cast<uint64_t>(std::min(rank, count - 1));
    }
};

// A thread's operations: the key, and in the highest bit whether it is an update.
std::vector<uint64_t> makeOperations(
    const std::string &distribution, uint64_t records, unsigned readPercent, unsigned thread) {
    static Zipf zipf(1);
    const bool isZipf = distribution == "zipf";
    if (isZipf && zipf.count != static_cast<double>(records)) zipf = Zipf(records);
    std::vector<uint64_t> operations(operationCount);
    Generator generator{1000003 * (thread + 1)};
    for (auto &operation : operations) {
        // A prime above the number of records spreads ranks over the order of insertion, so that
        // popular records are not neighbours in memory.
        const uint64_t index = isZipf ? zipf.rank(generator.next()) * 4294967291 % records
                                      : generator.below(records);
        const bool isUpdate = generator.below(100) >= readPercent;
        operation = keyOf(index) | uint64_t{isUpdate} << 63;
    }
    return operations;
}

// MARK: Threads and clocks

double seconds(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Runs the body on threads of their own, each pinned to a processor, all beginning together.
void onPinnedThreads(unsigned count, const std::function<void(unsigned)> &body) {
    cpu_set_t allowed;
    sched_getaffinity(0, sizeof allowed, &allowed);
    std::vector<int> processors;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &allowed)) processors.push_back(cpu);
    }
    std::atomic<unsigned> waiting{count};
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < count; thread++) {
        threads.emplace_back([&, thread] {
            cpu_set_t set;
            CPU_ZERO(&set);
            CPU_SET(processors[thread % processors.size()], &set);
            pthread_setaffinity_np(pthread_self(), sizeof set, &set);
            waiting--;
            while (waiting > 0) sched_yield();
            body(thread);
        });
    }
    for (auto &thread : threads) thread.join();
}

long residentByteCount() {
    long total = 0, resident = 0;
    if (FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return resident * sysconf(_SC_PAGESIZE);
}

// MARK: Loading

Value valueOf(uint64_t key) {
    Value value;
    std::memset(value.bytes, static_cast<int>(key & 0x7f), sizeof value.bytes);
    std::memcpy(value.bytes, &key, sizeof key);
    return value;
}

struct LoadResult {
    double rate = 0, processorRate = 0, longest = 0, longestOnProcessor = 0;
};

// Operations a second, by the clock and by the time in which the thread had a processor.
struct Stopwatch {
    double start = seconds(CLOCK_MONOTONIC), processorStart = seconds(CLOCK_THREAD_CPUTIME_ID);
    double rate(uint64_t done) const {
        return static_cast<double>(done) / (seconds(CLOCK_MONOTONIC) - start);
    }
    double processorRate(uint64_t done) const {
        return static_cast<double>(done) / (seconds(CLOCK_THREAD_CPUTIME_ID) - processorStart);
    }
};

// How long the slowest insert took, and how much of that the thread had a processor.
//
// The latter is what the thread ran since the last reading, less the time of the other inserts.
LoadResult loadTimed(Map &map, uint64_t begin, uint64_t end, uint64_t step) {
    LoadResult result;
    const Stopwatch watch;
    double windowStart = watch.start, windowProcessor = watch.processorStart, before = windowStart;
    uint64_t done = 0;
    for (uint64_t index = begin; index < end; index += step, done++) {
        const uint64_t key = keyOf(index);
        map.insert(key, valueOf(key));
        const double now = seconds(CLOCK_MONOTONIC), took = now - before;
        before = now;
        result.longest = std::max(result.longest, took);
        if (took > 20e-6 || done % insertsBetweenClockReadings == 0) {
            const double processor = seconds(CLOCK_THREAD_CPUTIME_ID);
            const double ran = processor - windowProcessor - (now - windowStart - took);
            result.longestOnProcessor =
                std::max(result.longestOnProcessor, std::min(took, ran));
            windowProcessor = processor;
            before = windowStart = seconds(CLOCK_MONOTONIC);
        }
    }
    result.rate = watch.rate(done);
    result.processorRate = watch.processorRate(done);
    return result;
}

LoadResult loadPlainly(Map &map, uint64_t begin, uint64_t end, uint64_t step) {
    const Stopwatch watch;
    uint64_t done = 0;
    for (uint64_t index = begin; index < end; index += step, done++) {
        const uint64_t key = keyOf(index);
        map.insert(key, valueOf(key));
    }
    return {watch.rate(done), watch.processorRate(done)};
}

void load(Map &map, uint64_t &records, std::istringstream &words) {
    uint64_t count = 0;
    unsigned threads = 1;
    std::string timed;
    words >> count >> threads >> timed;
    const uint64_t before = records;
    std::vector<LoadResult> results(threads);
    onPinnedThreads(threads, [&](unsigned thread) {
        results[thread] = (timed.empty() ? loadPlainly : loadTimed)(
            map, before + thread, count, threads);
    });
    records = count;
    LoadResult sum;
    for (const auto &result : results) {
        sum.rate += result.rate;
        sum.processorRate += result.processorRate;
        sum.longest = std::max(sum.longest, result.longest);
        sum.longestOnProcessor = std::max(sum.longestOnProcessor, result.longestOnProcessor);
    }
    std::printf(
        "{\"mode\":\"load\",\"records\":%llu,\"threads\":%u,\"insertsPerSecond\":%.0f,"
        "\"insertsPerProcessorSecond\":%.0f,\"longestInsertNanoseconds\":%.0f,"
        "\"longestInsertProcessorNanoseconds\":%.0f}\n",
        static_cast<unsigned long long>(count), threads, sum.rate, sum.processorRate,
        sum.longest * 1e9, sum.longestOnProcessor * 1e9);
}

// MARK: Reading and updating

struct RunResult {
    double rate = 0, processorRate = 0;
    uint64_t wrong = 0;
};

// Performs operations for a time, over and over in the order in which they were made.
RunResult perform(Map &map, const std::vector<uint64_t> &operations, double duration) {
    RunResult result;
    Value value = valueOf(0);
    size_t position = 0;
    uint64_t done = 0;
    const Stopwatch watch;
    while (seconds(CLOCK_MONOTONIC) - watch.start < duration) {
        for (size_t step = 0; step < operationsBetweenClockReadings; step++) {
            const uint64_t operation = operations[position++];
            const uint64_t key = operation & ~uint64_t{0} >> 1;
            bool isRight;
            if (operation >> 63 == 0) {
                Value copy;
                isRight = map.find_fn(key, [&copy](const Value &stored) { copy = stored; });
                // The whole copy counts as read: without this only what is checked is copied.
                asm volatile("" : : "r"(&copy) : "memory");
                isRight = isRight && std::memcmp(copy.bytes, &key, sizeof key) == 0;
            } else {
                std::memcpy(value.bytes, &key, sizeof key);
                isRight = map.update_fn(key, [&value](Value &stored) { stored = value; });
            }
            result.wrong += !isRight;
        }
        position %= operationCount;
        done += operationsBetweenClockReadings;
    }
    result.rate = watch.rate(done);
    result.processorRate = watch.processorRate(done);
    return result;
}

void run(Map &map, uint64_t records, std::istringstream &words) {
    std::string distribution;
    unsigned readPercent = 95, threads = 1, batch = 1;
    double duration = 1;
    words >> distribution >> readPercent >> threads >> batch >> duration;
    std::vector<std::vector<uint64_t>> operations;
    uint64_t checksum = 0;
    for (unsigned thread = 0; thread < threads; thread++) {
        operations.push_back(makeOperations(distribution, records, readPercent, thread));
        for (const uint64_t operation : operations.back()) checksum = checksum * 31 + operation;
    }
    std::vector<RunResult> results(threads);
    onPinnedThreads(threads, [&](unsigned thread) {
        const RunResult warmUp = perform(map, operations[thread], warmUpSeconds);
        results[thread] = perform(map, operations[thread], duration);
        results[thread].wrong += warmUp.wrong;
    });
    RunResult sum;
    for (const auto &result : results) {
        sum.rate += result.rate;
        sum.processorRate += result.processorRate;
        sum.wrong += result.wrong;
    }
    std::printf(
        "{\"mode\":\"run\",\"records\":%llu,\"distribution\":\"%s\",\"readPercent\":%u,"
        "\"threads\":%u,\"batch\":1,\"operationsPerSecond\":%.0f,"
        "\"operationsPerProcessorSecond\":%.0f,\"wrongCount\":%llu,\"operationsChecksum\":%llu}\n",
        static_cast<unsigned long long>(records), distribution.c_str(), readPercent, threads,
        sum.rate, sum.processorRate, static_cast<unsigned long long>(sum.wrong),
        static_cast<unsigned long long>(checksum));
}

}  // namespace

int main() {
    const long residentBefore = residentByteCount();
    Map map;
    uint64_t records = 0;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string command;
        words >> command;
        if (command == "load") {
            load(map, records, words);
        } else if (command == "run") {
            run(map, records, words);
        } else if (command == "memory") {
            std::printf(
                "{\"mode\":\"memory\",\"records\":%llu,\"residentBytesPerRecord\":%.2f}\n",
                static_cast<unsigned long long>(records),
                static_cast<double>(residentByteCount() - residentBefore)
                    / static_cast<double>(records));
        } else {
            std::fprintf(stderr, "unknown command '%s'\n", command.c_str());
            return 1;
        }
        std::fflush(stdout);
    }
}
