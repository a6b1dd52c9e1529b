using Microsoft.Extensions.Logging;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>The lines that a handler's loop, its leases and its settlements write about themselves, all in the loop's category.</summary>
internal static partial class HandlerLog
{
    [LoggerMessage(1, LogLevel.Error, "Handler {Handler} cannot reach the inbox ({Doing}) and tries again every second: {Reason} ({Unlogged} more such failures of all handlers since the last such line)")]
    public static partial void Failing(ILogger logger, string handler, string doing, string reason, int unlogged, Exception? failure);

    [LoggerMessage(2, LogLevel.Warning,
        "Handler {Handler} lost its lease of {DeliveryId}: the attempt is cancelled, another one takes over.")]
    public static partial void LeaseLost(ILogger logger, string handler, string deliveryId, Exception? failure);

    [LoggerMessage(3, LogLevel.Error,
        "Handler {Handler} handled {DeliveryId}, but the inbox did not take the outcome: it will be handled again.")]
    public static partial void NotSettled(ILogger logger, string handler, string deliveryId, Exception failure);

    [LoggerMessage(4, LogLevel.Warning,
        "Handler {Handler} cannot work: {Error} Its deliveries wait and spend no attempts; one at a time is tried, until it can again.")]
    public static partial void Closed(ILogger logger, string handler, string error);

    [LoggerMessage(6, LogLevel.Error, "Handler {Handler} was interrupted at {DeliveryId}: it will be handled again.")]
    public static partial void LaneFailed(ILogger logger, string handler, string deliveryId, Exception failure);

    [LoggerMessage(5, LogLevel.Information, "Handler {Handler} can work again: what waited for it goes on.")]
    public static partial void Opened(ILogger logger, string handler);

    [LoggerMessage(6, LogLevel.Information,
        "All handlers reach the inbox again ({Unlogged} more failures since the last line about them).")]
    public static partial void Works(ILogger logger, int unlogged);
}
