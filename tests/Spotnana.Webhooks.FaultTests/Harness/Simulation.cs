using System.Diagnostics;
using System.Text.Json;
using Spotnana.Webhooks.TestProcesses;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>The tool's <c>simulate</c> as a process of its own, and the ledger that it writes.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private readonly Leash _leash;
    private readonly Process _process;
    private readonly string _ledger;
    private readonly string _report;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Simulation(PublishedService published, Uri url, Secret secret, IEnumerable<string> options)
    {
        var folder = published.NewFolder("simulation");
        (_leash, _ledger, _report) = (published.Leash, Path.Combine(folder, "ledger.jsonl"), Path.Combine(folder, "report.json"));
        string[] arguments = [PublishedService.Tool, "simulate", "--url", url.ToString(), "--ledger", _ledger, "--report", _report];
        var start = new ProcessStartInfo(PublishedService.Dotnet, [.. arguments, .. options])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SPOTNANA_WEBHOOK_SECRET"] = secret.Text },
        };
        _process = Process.Start(start)!;
        _leash.Take(_process.Id);
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    public static Simulation Start(PublishedService published, Uri url, Secret secret, params IEnumerable<string> options) =>
        new(published, url, secret, options);

    /// <summary>Every attempt that the ledger holds by now.</summary>
    public IReadOnlyList<Attempt> Attempts()
    {
        if (!File.Exists(_ledger))
            return [];
        using var file = new StreamReader(new FileStream(_ledger, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = file.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Attempt.Parse)];
    }

    /// <summary>Waits for its end, and for what it reports.</summary>
    public async Task<JsonElement> WaitForSuccessAsync()
    {
        using var bound = new CancellationTokenSource(Wait.Bound);
        await _process.WaitForExitAsync(bound.Token);
        Assert.True(_process.ExitCode == 0, await _output + await _error);
        return JsonDocument.Parse(await File.ReadAllBytesAsync(_report)).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _leash.Drop(_process.Id);
        _process.Dispose();
    }

    /// <summary>A line of the ledger. The status is null where no answer came.</summary>
    internal sealed record Attempt(string Id, int Number, int? Status, string Sha256)
    {
        public static Attempt Parse(string line)
        {
            var json = JsonDocument.Parse(line).RootElement;
            var status = json.GetProperty("status");
            return new(
                json.GetProperty("id").GetString()!, json.GetProperty("attempt").GetInt32(),
                status.ValueKind is JsonValueKind.Null ? null : status.GetInt32(),
                json.GetProperty("sha256").GetString()!.ToUpperInvariant());
        }
    }
}
