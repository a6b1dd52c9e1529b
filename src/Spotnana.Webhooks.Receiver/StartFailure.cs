using System.Diagnostics;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver;

/// <summary>Says why the service does not start: one line for each thing to fix, without a stack trace.</summary>
internal static class StartFailure
{
    private const int WrongSetting = 78; // EX_CONFIG
    private const int OtherFailure = 1;
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel.Core,";

    /// <summary>Writes to standard error what stopped the start.</summary>
    /// <returns>The exit code: 78 for what an operator can fix (settings, the inbox's file, an address in use), else 1.</returns>
    public static int Report(Exception failure)
    {
        Console.Error.WriteLine("The service does not start:");
        // An address of two families fails once for each.
        foreach (var line in Lines(failure).Distinct())
            Console.Error.WriteLine($"  {line.ReplaceLineEndings(" ")}");
        return IsSetting(failure) ? WrongSetting : OtherFailure;
    }

    private static bool IsSetting(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.All(IsSetting),
        // The binder's own message names the key of a value that does not convert.
        InvalidOperationException { InnerException: FormatException or OverflowException or ArgumentException } => true,
        _ => failure is OptionsValidationException or InboxStartException or IOException or InvalidDataException || IsServers(failure)
            || ListenFailures(failure).Any(),
    };

    private static IEnumerable<string> Lines(Exception failure)
    {
        if (ListenFailures(failure).Select(listen => listen.Message).ToList() is { Count: > 0 } listening)
            return listening;
        return failure switch
        {
            OptionsValidationException settings => settings.Failures,
            AggregateException several => several.InnerExceptions.SelectMany(Lines),
            _ when SettingsSources.WhyNoJson(failure) is { } why => [$"{failure.Message} It {why}"],
            _ when IsServers(failure) => [$"Kestrel refuses its settings: {failure.Message} Put right the keys below Kestrel."],
            _ when IsSetting(failure) => [failure.Message],
            // A fault of the program or its surroundings: its kind helps whoever looks for it.
            _ => [string.Join(": ", Chain(failure).Select(link => $"{link.GetType().Name}: {link.Message}").Distinct())],
        };
    }

    /// <summary>True for what the web server says about settings of its own that are not checked here.</summary>
    private static bool IsServers(Exception failure) =>
        failure is InvalidOperationException or ArgumentException
        && new StackTrace(failure).GetFrame(0) is { } place
        && DiagnosticMethodInfo.Create(place)?.DeclaringAssemblyName.StartsWith(Server, StringComparison.Ordinal) is true;

    private static IEnumerable<ListenException> ListenFailures(Exception failure) => failure switch
    {
        ListenException listening => [listening],
        AggregateException several => several.InnerExceptions.SelectMany(ListenFailures),
        { InnerException: { } inner } => ListenFailures(inner),
        _ => [],
    };

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var link = failure; link is not null; link = link.InnerException)
            yield return link;
    }
}
