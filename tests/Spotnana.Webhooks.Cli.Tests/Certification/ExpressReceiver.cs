using System.ComponentModel;
using System.Diagnostics;
using Spotnana.Webhooks.Cli.Tests.Support;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>A receiver of 30 lines in another language, with Express, as a process of its own.</summary>
public sealed class ExpressReceiver : IAsyncDisposable
{
    private static readonly TimeSpan _bound = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("express-").FullName;
    private Process? _server;

    public string Url { get; private set; } = "";

    public static async Task<ExpressReceiver> StartAsync()
    {
        var receiver = new ExpressReceiver();
        try
        {
            await receiver.InstallAndListenAsync();
            return receiver;
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task InstallAndListenAsync()
    {
        using var patience = new CancellationTokenSource(_bound);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Certification", "Express")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));

        using var npm = Start("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        try
        {
            var errors = npm.StandardError.ReadToEndAsync(patience.Token);
            var output = await npm.StandardOutput.ReadToEndAsync(patience.Token);
            await npm.WaitForExitAsync(patience.Token);
            Assert.True(npm.ExitCode == 0, $"npm ended with {npm.ExitCode}: {await errors}{output}");
        }
        finally
        {
            if (!npm.HasExited)
                npm.Kill(entireProcessTree: true);
        }

        _server = Start("node", "receiver.js");
        Url = await _server.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new Xunit.Sdk.XunitException("It did not start: " + await _server.StandardError.ReadToEndAsync(patience.Token));
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SPOTNANA_WEBHOOK_SECRET"] = Known.Sandbox;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new Xunit.Sdk.XunitException($"This test needs {program}, and it is not on the path: apt-get install nodejs npm");
        }
    }
}
