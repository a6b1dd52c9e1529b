using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Cli.Simulation;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Commands;

internal static class SimulateCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var options = new SimulateOptions();
        var report = new Option<string?>("--report") { Description = "Write the report there as JSON.", HelpName = "FILE.json" };
        var ledger = new Option<string?>("--ledger")
        {
            Description = "Write a line of JSON there for each attempt, as soon as it has ended.",
            HelpName = "FILE.jsonl",
        };
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON object, and nothing else." };
        var command = new Command(
            "simulate",
            "Send the lifecycles of many bookings as Spotnana does: signed, retried, doubled, out of order.\n"
            + "Exit code 0 when everything was answered 200 in the end. Ctrl-C stops and reports.");
        options.AddTo(command);
        foreach (var option in (Option[])[report, ledger, json])
            command.Options.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            FileStream? ledgerFile = null;
            ReportFile? reportFile = null;
            if (!options.TryRead(result, surroundings, out var settings, out var error)
                || !TryCreate("--ledger", result.GetValue(ledger), out ledgerFile, out error)
                || !TryOpen("--report", result.GetValue(report), out reportFile, out error))
            {
                ledgerFile?.Dispose();
                return surroundings.RefuseUsage(error);
            }

            await using (ledgerFile)
            using (reportFile)
            {
                var run = new SimulationRun(surroundings, settings, result.GetValue(json));
                return await run.RunAsync(ledgerFile, reportFile, cancellationToken);
            }
        });
        return command;
    }

    // Before anything is sent, so that a run of an hour does not end without its ledger or report.
    private static bool TryCreate(string option, string? path, out FileStream? file, [NotNullWhen(false)] out string? error)
    {
        (file, error) = (null, null);
        try
        {
            file = path is null ? null : OutputFile.CreateInPlace(path);
            return true;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = $"{option}: {path} cannot be written. {exception.Message}";
            return false;
        }
    }

    private static bool TryOpen(string option, string? path, out ReportFile? file, [NotNullWhen(false)] out string? error)
    {
        (file, error) = (null, null);
        if (path is null || ReportFile.TryOpen(path, out file, out error))
            return true;
        error = $"{option}: {error}";
        return false;
    }
}
