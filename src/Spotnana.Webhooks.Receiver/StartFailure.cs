using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Receiver;

/// <summary>Says why the service does not start: one line for each thing to fix, without a stack trace.</summary>
internal static class StartFailure
{
    private const int ExitCode = 78; // EX_CONFIG

    /// <summary>True for failures that an operator can fix: settings, the inbox's file, an address in use.</summary>
    public static bool Explains(Exception failure) => failure switch
    {
        AggregateException several => several.InnerExceptions.All(Explains),
        // The binder's own message names the key of a value that does not convert.
        InvalidOperationException { InnerException: FormatException } => true,
        _ => failure is OptionsValidationException or InboxStartException or IOException,
    };

    public static int Report(Exception failure)
    {
        Console.Error.WriteLine("The service does not start:");
        foreach (var line in Lines(failure))
            Console.Error.WriteLine($"  {line}");
        return ExitCode;
    }

    private static IEnumerable<string> Lines(Exception failure) => failure switch
    {
        OptionsValidationException settings => settings.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(Lines),
        _ => [failure.Message],
    };
}
