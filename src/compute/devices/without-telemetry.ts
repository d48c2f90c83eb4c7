// ONNX Runtime sends facts about models and machine to its maker, and writes them to the folder for temporary files, unless this is set before it is loaded.
process.env["ORT_DISABLE_TELEMETRY"] = "1";
