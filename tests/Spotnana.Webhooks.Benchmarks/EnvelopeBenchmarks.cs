using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>The envelope reader over a whole body, compared with parsing it into a document.</summary>
[MemoryDiagnoser]
public class EnvelopeBenchmarks
{
    private readonly byte[] _body = Body.Read();

    [Benchmark(Baseline = true)]
    public bool Envelope_reader() => EnvelopeReader.Read(_body).IsReadable;

    [Benchmark]
    public bool Json_document()
    {
        using var document = JsonDocument.Parse(_body);
        return document.RootElement.TryGetProperty("payload", out _);
    }
}
