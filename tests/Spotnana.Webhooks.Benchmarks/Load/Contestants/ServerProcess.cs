using System.Diagnostics;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>A server in an empty folder of its own, its output in a file beside it, ended when the run ends, however that ends.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Leash _leash;
    private readonly Process _process;
    private readonly string _log;

    /// <param name="leash">Ends it.</param>
    /// <param name="folder">A new folder for it.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">All that it gets beside what each program needs.</param>
    public ServerProcess(Leash leash, string folder, IEnumerable<string> command, IReadOnlyDictionary<string, string> environment)
    {
        _leash = leash;
        _log = Path.Combine(Directory.CreateDirectory(folder).FullName, "log");
        var work = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
        // The shell is replaced: the number is the server's. Preloaded is the server only.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "server", _log, .. command])
        {
            WorkingDirectory = work,
        };
        var kept = start.Environment.Where(variable => variable.Key is "PATH" or "DOTNET_ROOT").ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        start.Environment["HOME"] = work;
        start.Environment["TMPDIR"] = work;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        _process = Process.Start(start)!;
        _leash.Take(_process.Id);
    }

    public int Id => _process.Id;

    /// <summary>Fails, with the end of its log, where it has ended.</summary>
    public void MustRun()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(
                $"A server ended with {_process.ExitCode}:\n{string.Join('\n', File.ReadLines(_log).TakeLast(20))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _leash.Drop(_process.Id);
        _process.Dispose();
    }
}
