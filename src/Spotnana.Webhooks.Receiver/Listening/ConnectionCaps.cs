using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>How many connections each listener may have at once: as many as file descriptors and memory allow.</summary>
/// <param name="Webhooks">The cap of the webhooks listener.</param>
/// <param name="Management">The cap of the management listener.</param>
internal sealed partial record ConnectionCaps(int Webhooks, int Management)
{
    /// <summary>Idle and slow connections are cut by time limits; more than this has no use.</summary>
    private const int Most = 10_000;

    private const int Least = 16;
    private const int MostManagement = 256;
    private const int FewWebhooks = 200;

    /// <summary>What the runtime, the inbox's files or pool, exports and everything else may still open.</summary>
    private const int Reserve = 150;

    /// <summary>The most that a connection takes of memory, which is what the server reads ahead, and the part that all may take.</summary>
    private const int BytesEach = ServerSettings.MaxUnreadBytes;
    private const int PartOfMemory = 4;

    /// <summary>The caps for this process as it is, and a line about them in the log.</summary>
    public static ConnectionCaps Choose(IServiceProvider services)
    {
        var limit = FileDescriptors.Limit();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var targets = services.GetServices<HandlerRegistration>().Sum(handler => handler.Concurrency ?? 0);
        var caps = For(limit, FileDescriptors.Open(), targets, memory);

        var logger = services.GetRequiredService<ILogger<ConnectionCaps>>();
        if (caps.Webhooks < FewWebhooks)
            Log.Few(logger, caps.Webhooks, caps.Management, limit, memory >> 20);
        else
            Log.Chosen(logger, caps.Webhooks, caps.Management, limit, memory >> 20);
        return caps;
    }

    /// <summary>The caps for what is at hand.</summary>
    /// <param name="descriptors">How many file descriptors the process may have.</param>
    /// <param name="open">How many it has already.</param>
    /// <param name="targets">How many connections go out to targets at once.</param>
    /// <param name="memory">How many bytes of memory it may have.</param>
    public static ConnectionCaps For(int descriptors, int open, int targets, long memory)
    {
        var free = Math.Min(descriptors - (long)open - targets - Reserve, memory / PartOfMemory / BytesEach);
        var management = Math.Clamp(free / 8, Least, MostManagement);
        return new((int)Math.Clamp(free - management, Least, Most), (int)management);
    }

    /// <summary>The cap of a listener by its name.</summary>
    public int Of(string listener) => listener == Listener.Management ? Management : Webhooks;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information,
            "At most {Webhooks} connections at once on listener Webhooks, {Management} on Management: {Descriptors} files may be open, {Megabytes} MB of memory are at hand")]
        public static partial void Chosen(ILogger logger, int webhooks, int management, int descriptors, long megabytes);

        [LoggerMessage(2, LogLevel.Warning,
            "Only {Webhooks} connections at once on listener Webhooks, {Management} on Management: {Descriptors} files may be open, {Megabytes} MB of memory are at hand. "
            + "Raise the limit of open files (ulimit -n, LimitNOFILE) to 4096 or more, and the memory to 256 MB or more.")]
        public static partial void Few(ILogger logger, int webhooks, int management, int descriptors, long megabytes);
    }
}
