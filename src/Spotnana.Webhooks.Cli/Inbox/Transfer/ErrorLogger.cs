using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Cli.Terminal;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>Passes on an engine's warnings and errors.</summary>
internal sealed class ErrorLogger<T>(Surroundings surroundings) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            surroundings.Say(formatter(state, exception));
    }
}
