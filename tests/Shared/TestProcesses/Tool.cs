using System.ComponentModel;
using System.Diagnostics;

namespace Spotnana.Webhooks.TestProcesses;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>The exit code and everything printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        // What a running `dotnet` set for its own MSBuild does not suit another one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var process = Start(start);
        using var bound = new CancellationTokenSource(limit ?? Wait.Bound * 3);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var error = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end.");
        }
    }

    /// <exception cref="InvalidOperationException">It failed; with what it printed.</exception>
    public static async Task RunOrFailAsync(string program, IEnumerable<string> arguments, string folder, TimeSpan? limit = null)
    {
        var (exitCode, output) = await RunAsync(program, arguments, folder, limit: limit);
        if (exitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"This needs the program '{start.FileName}', and it cannot be run: {exception.Message}. "
                + "(gcc: install the package gcc and libc6-dev, or build-essential.)", exception);
        }
    }
}
