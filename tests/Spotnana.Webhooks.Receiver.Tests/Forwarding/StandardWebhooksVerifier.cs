using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Forwarding;

/// <summary>The public JavaScript library of Standard Webhooks, as a target would use it: other code in another language.</summary>
public sealed class StandardWebhooksVerifier : IDisposable
{
    private const string Accepted = "accepted";

    private static readonly TimeSpan _bound = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("standard-webhooks-").FullName;
    private bool _isInstalled;

    public async Task<bool> AcceptsAsync(string secret, RouteTarget.Received request)
    {
        await InstallAsync();
        var headers = request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary();
        var answer = await RunAsync(
            "node", ["verify.mjs"], JsonSerializer.Serialize(new { secret, headers, body = Convert.ToBase64String(request.Body) }));
        return answer.Trim() == Accepted;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task InstallAsync()
    {
        if (_isInstalled)
            return;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Forwarding", "StandardWebhooks")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)), overwrite: true);
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], "");
        _isInstalled = true;
    }

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Start(program, arguments);
        using var patience = new CancellationTokenSource(_bound);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            Assert.True(
                process.ExitCode == 0,
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = _folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            throw new Xunit.Sdk.XunitException($"This test needs {program}, and it is not on the path: apt-get install nodejs npm");
        }
    }
}
