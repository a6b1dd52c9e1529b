using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Payloads;

/// <summary>Finds where a value stands. Only a payload that does not fit pays for it.</summary>
internal static class PayloadPath
{
    /// <summary>The JSON path of a value, such as <c>$.payload.airPnr.legs[0]</c>.</summary>
    public static string Of(JsonElement element, JsonElement payload)
    {
        var all = JsonMarshal.GetRawUtf8Value(payload);
        var value = JsonMarshal.GetRawUtf8Value(element);
        var offset = Unsafe.ByteOffset(ref MemoryMarshal.GetReference(all), ref MemoryMarshal.GetReference(value));

        var path = new List<string> { "$.payload" };
        var indexes = new Stack<int>(); // -1: an object
        var reader = new Utf8JsonReader(all, new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                indexes.Pop();
                path.RemoveAt(path.Count - 1);
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                path.Add("." + Encoding.UTF8.GetString(reader.ValueSpan));
                continue;
            }

            if (indexes.TryPop(out var index))
            {
                indexes.Push(index < 0 ? index : index + 1);
                if (index >= 0)
                    path.Add(string.Create(CultureInfo.InvariantCulture, $"[{index}]"));
            }

            if (reader.TokenStartIndex == offset)
                break;
            if (reader.TokenType == JsonTokenType.StartArray)
                indexes.Push(0);
            else if (reader.TokenType == JsonTokenType.StartObject)
                indexes.Push(-1);
            else if (path.Count > 1)
                path.RemoveAt(path.Count - 1);
        }

        return string.Concat(path);
    }
}
