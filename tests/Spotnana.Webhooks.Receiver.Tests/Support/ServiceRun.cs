using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Spotnana.Webhooks.TestService;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>The service as a process of its own, in a folder of its own: for what only a whole process shows.</summary>
internal sealed class ServiceRun : IAsyncDisposable
{
    public const int SigInt = 2;
    public const int SigTerm = 15;

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("run-");
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    // As from a shell: where the tests run in the background, the service would inherit that SIGINT is ignored.
    public ServiceRun(Dictionary<string, string> environment, params string[] args)
        : this(["env", "--default-signal=INT"], environment, args)
    {
    }

    private ServiceRun(string[] prefix, Dictionary<string, string> environment, string[] args)
    {
        string[] command = [.. prefix, .. ServiceProgram.Command(ServiceProgram.In(Folder)), .. args];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _home.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Kestrel__Endpoints__Webhooks__Url"] = "http://127.0.0.1:0",
                ["Kestrel__Endpoints__Management__Url"] = "http://127.0.0.1:0",
                ["Subscriptions__spotnana__Secrets__0"] = TestDelivery.Secret,
            },
        };
        foreach (var (key, value) in environment)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data is not null)
                _errors.Enqueue(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where the program is, and the settings files beside it.</summary>
    public static string Folder => ServiceProgram.Folder ?? AppContext.BaseDirectory;

    public static bool IsNative => ServiceProgram.IsNative(ServiceProgram.In(Folder));

    public string Output => string.Join('\n', _output);

    /// <summary>The lines of standard error alone.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Root may use any port, unless that right is taken away.</summary>
    public static ServiceRun WithoutRightToLowPorts(Dictionary<string, string> environment) => new(
        Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service"] : ["env"],
        environment, []);

    /// <summary>Waits until it has printed a text.</summary>
    public Task SaysAsync(string text) => Wait.UntilAsync(
        () => Output.Contains(text, StringComparison.Ordinal), () => $"'{text}', but it printed:\n{Output}");

    /// <summary>Whether it has the system watch folders for it.</summary>
    public bool WatchesFolders => Directory.GetFiles($"/proc/{_process.Id}/fdinfo").Any(file =>
    {
        try
        {
            return File.ReadLines(file).Any(line => line.StartsWith("inotify ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // closed by now
        }
    });

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public async Task<int> EndAsync()
    {
        using var bound = new CancellationTokenSource(Wait.Bound);
        await _process.WaitForExitAsync(bound.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await EndAsync();
        _process.Dispose();
        _home.Delete(recursive: true);
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
