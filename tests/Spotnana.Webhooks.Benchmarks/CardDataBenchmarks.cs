using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Benchmarks;

/// <summary>What looking for unmasked card data costs: a booking with masked cards, as it is published and without white space.</summary>
public class CardDataBenchmarks
{
    private readonly byte[] _body = Body.Read();
    private readonly byte[] _dense = Dense();

    [Benchmark]
    public bool Find() => CardDataFinder.Find(_body) == CardData.None;

    [Benchmark]
    public bool FindDense() => CardDataFinder.Find(_dense) == CardData.None;

    private static byte[] Dense()
    {
        using var document = JsonDocument.Parse(Body.Read());
        return JsonSerializer.SerializeToUtf8Bytes(document.RootElement);
    }
}
