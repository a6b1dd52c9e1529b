using System.Text;
using System.Text.Json;

namespace Spotnana.Webhooks.Receiver.Tests.Logging;

/// <summary>An output that takes nothing while it is held, as a pipe that nobody reads; or fails, as one on a full disk.</summary>
internal sealed class HeldOutput : MemoryStream
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _waiting;

    public bool Fails { get; set; }

    public bool IsWaitedFor => Volatile.Read(ref _waiting) > 0;

    public IReadOnlyList<JsonElement> Lines
    {
        get
        {
            lock (_open)
            {
                return [.. Encoding.UTF8.GetString(ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonDocument.Parse(line).RootElement)];
            }
        }
    }

    public IReadOnlyList<string?> Texts => [.. Lines.Select(line => line.GetProperty("@m").GetString())];

    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Interlocked.Increment(ref _waiting);
        _open.Wait();
        Interlocked.Decrement(ref _waiting);
        if (Fails)
            throw new IOException("No space left on device");
        lock (_open)
            base.Write(buffer);
    }
}
