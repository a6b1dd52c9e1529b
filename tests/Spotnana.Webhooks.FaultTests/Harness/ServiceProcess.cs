using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Spotnana.Webhooks.TestPorts;
using Spotnana.Webhooks.TestProcesses;
using Spotnana.Webhooks.TestService;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>The service as a process of its own, on ports of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private static readonly HttpClient Probe = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly Leash _leash;
    private readonly Process _process;
    private readonly MemoryLimit? _memory;
    private readonly List<string> _log = [];

    private ServiceProcess(PublishedService published, ServiceSettings settings, int port, int managementPort)
    {
        _leash = published.Leash;
        Url = new Uri($"http://127.0.0.1:{port}");
        ManagementUrl = new Uri($"http://127.0.0.1:{managementPort}");

        var home = published.NewFolder("home");
        // As from a shell: where the tests were started by nohup, the service would inherit that hang-ups are ignored.
        string[] command = settings.HearsHangUps ? ["env", "--default-signal=HUP"] : [];
        command = [.. command, .. ServiceProgram.Command(settings.Dll ?? published.Program, PublishedService.Dotnet)];
        _memory = settings.Megabytes is { } megabytes ? new MemoryLimit(megabytes) : null;
        if (settings.Descriptors is { } descriptors)
            command = ["/bin/sh", "-c", $"ulimit -n {descriptors} && exec \"$@\"", "limit", .. command];
        if (settings.Lines is { } lines)
            command = ["/bin/bash", "-c", $"exec \"$@\" > >(head -n {lines})", "reader", .. command];
        command = [.. _memory?.Prefix ?? [], .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = start.Environment["PATH"];
        var root = start.Environment.TryGetValue("DOTNET_ROOT", out var value) ? value : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        if (root is not null)
            start.Environment["DOTNET_ROOT"] = root;
        start.Environment["HOME"] = home;
        start.Environment["TMPDIR"] = home;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Kestrel__Endpoints__Webhooks__Url"] = Url.ToString();
        start.Environment["Kestrel__Endpoints__Management__Url"] = ManagementUrl.ToString();
        start.Environment["Subscriptions__spotnana__Secrets__0"] = settings.Secret.Text;
        start.Environment["Subscriptions__spotnana__ApiVersions__0"] = "2.0";
        start.Environment["Inbox__Engine"] = "Sqlite";
        start.Environment["Inbox__Sqlite__Path"] = InboxFile.PathIn(settings.Folder);
        foreach (var (name, text) in (_memory?.Environment ?? []).Concat(settings.Environment))
            start.Environment[name] = text;

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _leash.Take(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public Uri Webhook => new(Url, "/webhooks/spotnana");

    public bool HasExited => _process.HasExited;

    public Uri ManagementUrl { get; }

    /// <summary>The most memory that it had in RAM at once, in MB.</summary>
    public long PeakMegabytes => Megabytes("VmHWM:");

    /// <summary>The memory that it has in RAM now, in MB.</summary>
    public long ResidentMegabytes => Megabytes("VmRSS:");

    /// <summary>Everything that it printed so far.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>From now on it can open so many more file descriptors than it has now.</summary>
    public Task LimitDescriptorsAsync(int more)
    {
        var limit = Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd").Count() + more;
        return Tool.RunOrFailAsync("prlimit", ["--pid", $"{_process.Id}", $"--nofile={limit}:"], "/");
    }

    /// <summary>Starts it, and no more.</summary>
    public static ServiceProcess Start(PublishedService published, ServiceSettings settings) =>
        new(published, settings, settings.Port ?? FreePorts.Next(), FreePorts.Next());

    /// <summary>Starts it and waits until it is ready. One that ends before that fails the test with its log.</summary>
    public static Task<ServiceProcess> StartAsync(PublishedService published, ServiceSettings settings) =>
        StartUntilAsync(published, settings, "/health/ready");

    /// <summary>Starts it and waits until it answers at all, ready or not.</summary>
    public static Task<ServiceProcess> StartLiveAsync(PublishedService published, ServiceSettings settings) =>
        StartUntilAsync(published, settings, "/health/live");

    public Task WaitReadyAsync() => WaitForAsync("/health/ready");

    /// <summary>For a process whose end is planned and may come before it is ready.</summary>
    public Task WaitReadyOrEndedAsync() => Wait.UntilAsync(
        async () => await GetAsync("/health/ready") is HttpStatusCode.OK || HasExited, () => $"ready or ended.\n{Tail()}");

    /// <summary>The status of a GET; null where no answer came.</summary>
    public async Task<HttpStatusCode?> GetAsync(string path)
    {
        try
        {
            using var response = await Probe.GetAsync(new Uri(Url, path));
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL, now.</summary>
    public void KillHard() => Signal(SigKill);

    /// <summary>SIGTERM, now.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>SIGHUP, now.</summary>
    public void HangUp() => Signal(SigHup);

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var bound = new CancellationTokenSource(Wait.Bound);
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The service did not end within {Wait.Bound.TotalSeconds} s.\n{Tail()}");
        }

        _leash.Drop(_process.Id);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        KillHard();
        await WaitForExitAsync();
        _process.Dispose();
        _memory?.Dispose();
    }

    /// <summary>The end of its log, for a failure's message.</summary>
    public string Tail() => string.Join('\n', Log.TakeLast(20).Select(line => line.Length > 400 ? line[..400] + " ..." : line));

    private static async Task<ServiceProcess> StartUntilAsync(PublishedService published, ServiceSettings settings, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var service = Start(published, settings);
            try
            {
                await service.WaitForAsync(path);
                return service;
            }
            catch
            {
                await service.DisposeAsync();
                var portTaken = service.Log.Any(line => line.Contains("address already in use", StringComparison.OrdinalIgnoreCase));
                if (!portTaken || attempt == 5)
                    throw;
            }
        }
    }

    private Task WaitForAsync(string path) => Wait.UntilAsync(
        async () =>
        {
            var answer = await GetAsync(path);
            if (HasExited)
            {
                await WaitForExitAsync();
                Assert.Fail($"The service ended with {_process.ExitCode}.\n{Tail()}");
            }

            return answer is HttpStatusCode.OK;
        },
        () => $"200 at {path}.\n{Tail()}");

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
    }

    private long Megabytes(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    private void Signal(int signal)
    {
        // Process.HasExited makes sure that the number is still this process'.
        if (!_process.HasExited)
            _ = Kill(_process.Id, signal);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
