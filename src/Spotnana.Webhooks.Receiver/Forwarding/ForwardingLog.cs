namespace Spotnana.Webhooks.Receiver.Forwarding;

internal static partial class ForwardingLog
{
    [LoggerMessage(1, LogLevel.Information, "{Key} was read again and is in use")]
    public static partial void Taken(ILogger logger, string key);

    [LoggerMessage(2, LogLevel.Error, "{Error} What was last found good there stays in use until this is fixed.")]
    public static partial void Refused(ILogger logger, string error);
}
